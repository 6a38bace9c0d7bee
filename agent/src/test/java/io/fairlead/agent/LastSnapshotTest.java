package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastSnapshotTest {
  private final ManualTime time = new ManualTime();
  private final Catalog catalog = new Catalog();
  @TempDir private Path data;

  @Test
  void whatWasKnownIsKnownAfterARestartWithItsAge() {
    Snapshot before = publish(3, 40);
    save(Duration.ofMinutes(2));
    time.advance(Duration.ofMinutes(5));
    LastSnapshot.Known known = Objects.requireNonNull(LastSnapshot.load(data, time));
    assertEquals(Duration.ofMinutes(7), known.age());
    assertEquals(before.revision(), known.snapshot().revision());
    assertEquals(instances(before), instances(known.snapshot()));
    assertEquals(before.node("host1"), known.snapshot().node("host1"));
    assertEquals(Set.copyOf(before.puts()), Set.copyOf(known.snapshot().puts()));
  }

  @Test
  void withoutAFileNothingIsKnown() {
    assertNull(LastSnapshot.load(data, time));
  }

  @Test
  void aFileThatWasCutOrSpoiltAnywhereIsLeftOut() throws IOException {
    publish(2, 5);
    save(Duration.ZERO);
    Path file = data.resolve("last-snapshot.jsonl");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 1; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertNull(LastSnapshot.load(data, time), "cut at " + length);
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] spoilt = whole.clone();
      spoilt[random.nextInt(whole.length)] = (byte) random.nextInt();
      Files.write(file, spoilt);
      LastSnapshot.load(data, time); // whatever it says, it throws nothing
    }
  }

  private void save(Duration age) {
    new LastSnapshot(data, catalog, () -> age, time).save();
  }

  private Snapshot publish(long revision, int count) {
    Snapshot snapshot =
        Snapshot.empty()
            .replacedBy(
                new Revision(revision),
                Samples.instances(1, count, 3),
                List.of(Samples.node("host1", "192.0.2.1")))
            .with(
                new Revision(revision),
                List.of(
                    new Change.PutNetwork(NetworkSamples.network("backend", "10.1.0.0/16")),
                    new Change.PutEndpoint(
                        NetworkSamples.endpoint("host1", "e1", "backend", "10.1.0.5/16")),
                    new Change.PutBlock(NetworkSamples.block("backend", "10.1.0.0/26", "host1"))));
    catalog.publish(snapshot, List.of());
    return snapshot;
  }

  private static List<Instance> instances(Snapshot snapshot) {
    List<Instance> all = new ArrayList<>();
    snapshot.instances().forEach(all::add);
    return all;
  }
}
