package io.fairlead.stores.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the embedded store's leases see time. */
class LeaseTimeTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private final ManualTime time = new ManualTime();
  @TempDir Path directory = Path.of("set by JUnit");

  @Test
  void theWallClockMayJump() {
    try (Store store = EmbeddedStore.open(directory, time)) {
      Lease lease = store.grant(TTL);

      time.jumpWallClock(Duration.ofDays(400));
      assertTrue(lease.renew());
      time.jumpWallClock(Duration.ofDays(-800));

      assertTrue(lease.renew());
    }
  }

  @Test
  void aLeaseHasItsWholeTimeAgainAfterARestart() {
    Lease lease;
    try (Store store = EmbeddedStore.open(directory, time)) {
      lease = store.grant(TTL);
      time.advance(Duration.ofSeconds(9));
    }
    try (Store store = EmbeddedStore.open(directory, time)) {
      time.advance(Duration.ofSeconds(9));

      assertNotNull(store.adopt(lease.id()));
    }
  }

  @Test
  void aLeaseThatRanOutIsLostBeforeItsEntriesAreGone() {
    try (Store store = EmbeddedStore.open(directory, new TimeWithoutEndOfSleep())) {
      Lease lease = store.grant(TTL);
      store.commit(Txn.of(lease.id(), new Op.Put("a", new byte[0])));

      time.advance(TTL);

      assertFalse(lease.renew());
      assertNull(store.adopt(lease.id()));
      Txn txn = Txn.of(lease.id(), new Op.Put("b", new byte[0]));
      assertEquals(new Commit.LeaseLost(lease.id()), store.commit(txn));
      assertEquals(1, store.read("", null).entries().size(), "who ends leases still sleeps");
    }
  }

  /** Whoever sleeps on it is late. */
  private final class TimeWithoutEndOfSleep implements Time {
    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public long nanos() {
      return time.nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      time.sleep(Duration.ofDays(300));
    }
  }
}
