package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InstanceId;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a node in the store once it is removed. */
class NodeRemovalTest {
  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(time);
  private final NodeRemoval removal = new NodeRemoval(store);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void allOfADeadNodeGoesAndNothingOfAnother() {
    put(null, Keys.node("host2"));
    put(null, Keys.instance(new InstanceId("host2", "web")));
    put(null, Keys.drain(new InstanceId("host2", "web")));
    put(null, Keys.instance(new InstanceId("host20", "web")));
    assertEquals(new NodeRemoval.Removed(1, 1, 1), removal.remove("host2"));
    assertEquals(List.of("instances/host20/web"), keys());
    assertEquals(new NodeRemoval.Removed(0, 0, 0), removal.remove("host2"));
  }

  @Test
  void aNodeThatLeftMoreThanATransactionHoldsIsRemovedInParts() {
    for (int i = 0; i < 3 * Store.MAX_OPS + 1; i++) {
      put(null, Keys.instance(new InstanceId("host2", "web-" + i)));
    }
    assertEquals(3 * Store.MAX_OPS + 1, removal.remove("host2").instances());
    assertEquals(List.of(), keys());
  }

  @Test
  void aNodeWhoseLeaseLivesIsRefusedUntilItEnds() {
    Lease lease = store.grant(Duration.ofSeconds(15));
    put(lease.id(), Keys.node("host2"));
    put(null, Keys.instance(new InstanceId("host2", "web")));
    StoreException there = assertThrows(StoreException.class, () -> removal.remove("host2"));
    assertTrue(String.valueOf(there.getMessage()).contains("stop its agent"), there.toString());
    assertEquals(2, keys().size(), "nothing was touched");
    time.advance(Duration.ofSeconds(16));
    assertEquals(1, removal.remove("host2").instances());
  }

  @Test
  void nothingIsRemovedWhileTheAgentsMove() {
    put(null, "migration/plan");
    put(null, Keys.instance(new InstanceId("host2", "web")));
    StoreException moving = assertThrows(StoreException.class, () -> removal.remove("host2"));
    assertTrue(String.valueOf(moving.getMessage()).contains("once that is done"));
    assertEquals(2, keys().size());
  }

  private void put(@Nullable String lease, String key) {
    store.commit(Txn.of(lease, new Txn.Op.Put(key, new byte[] {1})));
  }

  private List<String> keys() {
    return store.read("", null).entries().stream().map(Store.Entry::key).toList();
  }
}
