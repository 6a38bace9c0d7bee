package io.fairlead.ipam;

import static io.fairlead.testkit.catalog.NetworkSamples.block;
import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do about addresses on a node that gives none itself. */
class UpkeepTest {
  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(time);
  private final World world;
  private final Upkeep upkeep;

  UpkeepTest(@TempDir Path folder) {
    world = new World(store, time, folder);
    upkeep = new Upkeep(store, world.networks, world.endpoints, world.blocks);
  }

  @BeforeEach
  void fill() {
    world.put(network("backend", "10.1.0.0/24"));
    world.put(block("backend", "10.1.0.0/27", "host1"));
    world.put(endpoint("host1", "web", "backend", "10.1.0.5/24"));
    world.put(NetworkKeys.node("host1"), new byte[] {1});
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void withoutAJournalNothingIsSaidOfOne() {
    assertEquals(List.of(), upkeep.fsck("host1", null, "host1"::equals));
    assertEquals(1, upkeep.fsck("host1", List.of(), "host1"::equals).size(), "never given");
  }

  @Test
  void whatADeadNodeHeldIsCountedByWhatItWas() {
    assertThrows(Refused.class, () -> upkeep.reclaim("host1"));
    world.delete(NetworkKeys.node("host1"));
    assertEquals(new Taken(1, 0, 1, 0), upkeep.reclaim("host1"));
    assertEquals(new Taken(0, 0, 0, 0), upkeep.reclaim("host1"));
  }

  @Test
  void onlyBlocksOfNetworksThatAreGoneAreStrays() {
    world.put(block("gone", "10.7.0.0/27", "host1"));
    assertEquals(1, upkeep.fsck("host2", null, "host1"::equals).size());
    assertEquals(1, upkeep.reclaimStrays());
    assertEquals(List.of(), upkeep.fsck("host2", null, "host1"::equals));
    assertEquals(
        List.of("blocks/backend/10.1.0.0-27"),
        store.read(NetworkKeys.BLOCKS, null).entries().stream().map(Store.Entry::key).toList());
  }
}
