package io.fairlead.stores.logged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases end by the clock of whoever looks at them, and their end survives its own crashes. */
class ReaperTest {
  private static final Duration TTL = Duration.ofSeconds(15);
  private static final Duration STEP = Duration.ofMillis(250);

  private final MemoryKeys keys = new MemoryKeys();
  private final ManualTime time = new ManualTime();
  private final List<LoggedStore> stores = new ArrayList<>();

  private LoggedStore connect(MemoryKeyServer server, ManualTime clock) {
    LoggedStore store = new LoggedStore(server, clock, new Random());
    stores.add(store);
    return store;
  }

  private LoggedStore connect() {
    return connect(new MemoryKeyServer(keys), time);
  }

  @AfterEach
  void closeAll() {
    stores.forEach(LoggedStore::close);
  }

  /** Lets time pass while {@code clients} look at leases. */
  private void pass(Duration duration, int clients) throws InterruptedException {
    for (Duration left = duration; left.isPositive(); left = left.minus(STEP)) {
      time.awaitSleepers(clients);
      time.advance(STEP);
    }
    time.awaitSleepers(clients);
  }

  @Test
  void aLeaseOfADeadClientEndsAtItsTtlAndASecondAtMost() throws InterruptedException {
    LoggedStore dead = connect();
    LoggedStore other = connect();
    Lease lease = dead.grant(TTL);
    dead.commit(Txn.of(lease.id(), put("a"), put("b/c")));
    pass(Duration.ofSeconds(3), 2);
    dead.close();
    time.awaitSleepers(1);
    pass(TTL.minusSeconds(4), 1);
    assertNotNull(other.adopt(lease.id()), "it was seen for less than its time");

    pass(Duration.ofSeconds(2), 1);

    assertEquals(List.of(), other.read("", null).entries());
    assertFalse(lease(other, lease.id()));
    assertEquals(List.of(), keys.keys(Layout.LEASES), "nothing is left of it");
    assertEquals(List.of(), keys.keys("scopes/"));
  }

  @Test
  void theWallClockMayJump() throws InterruptedException {
    LoggedStore store = connect();
    Lease lease = store.grant(TTL);
    pass(Duration.ofSeconds(2), 1);

    time.jumpWallClock(Duration.ofDays(400));
    pass(Duration.ofSeconds(3), 1);
    time.jumpWallClock(Duration.ofDays(-800));
    pass(Duration.ofSeconds(3), 1);

    assertTrue(lease.renew());
  }

  @Test
  void whoSleptThroughTheTtlLooksAnewBeforeItJudges() throws InterruptedException {
    LoggedStore store = connect();
    Lease lease = store.grant(TTL);
    pass(Duration.ofSeconds(5), 1);

    time.awaitSleepers(1);
    time.advance(TTL.multipliedBy(3)); // the process was stopped
    time.awaitSleepers(1);
    pass(TTL.minusSeconds(1), 1);
    assertTrue(lease.renew());

    pass(TTL.plusSeconds(2), 1);
    assertFalse(lease.renew());
  }

  @Test
  void whereTheStoreWasAwayEveryLeaseHasItsWholeTimeAgain() throws InterruptedException {
    MemoryKeyServer server = new MemoryKeyServer(keys);
    LoggedStore store = connect(server, time);
    Lease lease = store.grant(TTL);
    pass(Duration.ofSeconds(2), 1);
    server.away(true);
    pass(TTL.multipliedBy(2), 1);

    server.away(false);
    pass(TTL.minusSeconds(2), 1);

    assertTrue(lease.renew());
  }

  @Test
  void renewalsWakeNoWatcherAndAreOneChangeEach() throws InterruptedException {
    LoggedStore store = connect();
    Lease lease = store.grant(TTL);
    long version = version(Layout.HEAD);
    long changes = keys.changes();
    for (int i = 0; i < 5; i++) {
      assertTrue(lease.renew());
      pass(Duration.ofSeconds(2), 1);
    }
    assertEquals(version, version(Layout.HEAD));
    assertEquals(5, keys.changes() - changes);
  }

  @Test
  void aClientThatDiesAtAnyStepOfAnEndLeavesNothingBehind() throws InterruptedException {
    int steps = 0;
    while (diesAt(steps, false) && diesAt(steps, true)) {
      steps++;
    }
    assertTrue(steps > 10, "an end takes more calls than " + steps);
  }

  /**
   * Another client finishes what one began.
   *
   * @return whether the first one died at all
   */
  private boolean diesAt(int step, boolean after) throws InterruptedException {
    MemoryKeyServer dying = new MemoryKeyServer(keys);
    LoggedStore first = connect(dying, new ManualTime());
    Lease lease = first.grant(TTL);
    for (int i = 0; i < 100; i += 20) {
      Op[] ops = new Op[20];
      for (int j = 0; j < ops.length; j++) {
        ops[j] = put("n/" + (i + j));
      }
      assertInstanceOf(Commit.Done.class, first.commit(Txn.of(lease.id(), ops)));
    }
    first.commit(Txn.of(null, put("stays")));
    dying.faults(new DiesAfter(new AtomicInteger(step), after));
    boolean died = false;
    try {
      lease.revoke();
    } catch (StoreException e) {
      died = true;
    }
    first.close();

    LoggedStore other = connect();
    pass(TTL.plusSeconds(5), 1);
    String where = "died at step " + step;
    assertEquals(
        List.of("stays"),
        other.read("", null).entries().stream().map(entry -> entry.key()).toList(),
        where);
    assertEquals(List.of(), keys.keys(Layout.LEASES), where);
    assertEquals(List.of(), keys.keys("scopes/"), where);
    other.close();
    return died;
  }

  @Test
  void severalClientsEndALeaseOnce() throws InterruptedException {
    LoggedStore one = connect();
    connect();
    connect();
    Lease lease = one.grant(TTL);
    one.commit(Txn.of(lease.id(), put("a"), put("b")));
    long before = one.read("", null).revision().value();

    pass(TTL.plusSeconds(3), 3);

    assertEquals(List.of(), one.read("", null).entries());
    assertEquals(before + 1, one.read("", null).revision().value(), "in one transaction");
  }

  private long version(String key) {
    KeyServer.Item item = keys.get(key);
    return item == null ? 0 : item.version();
  }

  private static boolean lease(LoggedStore store, String id) {
    return store.adopt(id) != null;
  }

  private static Op put(String key) {
    return new Op.Put(key, new byte[0]);
  }

  /**
   * After so many calls nothing works any more.
   *
   * @param after whether a change that is the last call is done
   */
  private record DiesAfter(AtomicInteger left, boolean after) implements MemoryKeyServer.Faults {
    @Override
    public void beforeChange() {
      if (left.get() <= 0 && !after) {
        throw MemoryKeyServer.failure("died");
      }
      if (left.get() < 0) {
        throw MemoryKeyServer.failure("is dead");
      }
    }

    @Override
    public void afterChange() {
      if (left.getAndDecrement() <= 0) {
        throw MemoryKeyServer.failure("died");
      }
    }

    @Override
    public void beforeRead() {
      if (left.getAndDecrement() <= 0) {
        throw MemoryKeyServer.failure("died");
      }
    }
  }
}
