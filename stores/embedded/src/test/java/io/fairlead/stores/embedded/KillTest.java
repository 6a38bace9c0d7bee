package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.time.ManualTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process writes to the store, and is killed. */
class KillTest {
  @TempDir Path directory = Path.of("set by JUnit");

  @Test
  void aKillLosesNothingAcknowledgedAndLeavesNothingHalfDone() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<Integer, Long> acknowledged = new HashMap<>();
    Revision before = Revision.ZERO;
    for (int round = 0; round < 6; round++) {
      writeAndKill(1 + random.nextInt(2000), acknowledged);
      try (Store store = EmbeddedStore.open(data(), new ManualTime())) {
        Store.Page page = store.read("", null);
        assertTrue(page.revision().isAfter(before), "revisions rise over a kill");
        before = page.revision();
        for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
          assertWhole(page.entries(), thread, acknowledged.getOrDefault(thread, 0L));
        }
      }
    }
    assertEquals(List.of(), names(temporary()), "nothing is left in the temporary directory");
    assertEquals(
        1, names(data()).stream().filter(name -> name.contains(".so")).count(), "one library");
  }

  @Test
  void aDirectoryThatAnotherProcessUsesIsRefusedByNameUntilThatProcessEnds() throws Exception {
    Process other = start();
    try (BufferedReader lines = other.inputReader()) {
      awaitReady(lines);

      StoreException refused =
          assertThrows(
              StoreException.class, () -> EmbeddedStore.open(data(), new ManualTime()).close());

      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("process " + other.pid() + " uses "), message);
    } finally {
      kill(other);
    }
    EmbeddedStore.open(data(), new ManualTime()).close();
  }

  private void writeAndKill(int acknowledgements, Map<Integer, Long> acknowledged)
      throws Exception {
    Process writer = start();
    try (BufferedReader lines = writer.inputReader()) {
      awaitReady(lines);
      String line = lines.readLine();
      for (int i = 0; line != null; i++) {
        String[] words = line.split(" ");
        acknowledged.put(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        if (i == acknowledgements) {
          writer
              .toHandle()
              .destroyForcibly(); // unlike the process's own, it leaves the stream open
        }
        line = lines.readLine();
      }
    } finally {
      kill(writer);
    }
  }

  private static void assertWhole(List<Entry> entries, int thread, long acknowledged) {
    Map<String, Entry> byKey = new HashMap<>();
    entries.forEach(entry -> byKey.put(entry.key(), entry));
    Entry left = byKey.get("left/" + thread);
    if (left == null) {
      assertEquals(0, acknowledged, "thread " + thread);
      return;
    }
    long count = Long.parseLong(new String(left.value(), UTF_8));
    assertTrue(count >= acknowledged, "thread " + thread + ": " + count + " < " + acknowledged);
    Entry right = byKey.get("right/" + thread);
    assertNotNull(right);
    assertEquals(count, Long.parseLong(new String(right.value(), UTF_8)));
    assertEquals(left.modified(), right.modified());
    List<String> logged =
        LongStream.rangeClosed(Math.max(1, count - KilledWriter.KEPT + 1), count)
            .mapToObj(i -> "log/" + thread + "/" + i)
            .sorted()
            .toList();
    assertEquals(
        logged,
        byKey.keySet().stream().filter(k -> k.startsWith("log/" + thread)).sorted().toList());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + Files.createDirectories(temporary()),
            "-cp",
            System.getProperty("java.class.path"),
            KilledWriter.class.getName(),
            data().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitReady(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!"ready".equals(line)) {
      assertNotNull(line, "the writer ended before it was ready");
      line = lines.readLine();
    }
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path temporary() {
    return directory.resolve("tmp");
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
