package io.fairlead.stores.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.servers.ServerProcess;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the store on Consul survives. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsulFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final MachineTime time = new MachineTime();

  private Store connect(ConsulServers servers) {
    return ConsulStore.open(
        StoreUrl.parse("consul://" + servers.addresses() + "/faults"),
        Secrets.NONE,
        time,
        new Random());
  }

  @Test
  void leadersThatAreKilledLoseNothingAndRepeatNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ConsulServers servers = ConsulServers.start(3);
        Store one = connect(servers);
        Store two = connect(servers);
        Store reader = connect(servers);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Revision start = reader.read("", null).revision();
      AtomicBoolean enough = new AtomicBoolean();
      AtomicInteger all = new AtomicInteger(Integer.MAX_VALUE);
      Future<List<String>> told = threads.submit(() -> told(reader, start, all));
      Future<Integer> first = threads.submit(() -> write(one, "one/", enough));
      Future<Integer> second = threads.submit(() -> write(two, "two/", enough));
      for (int i = 0; i < 3; i++) {
        time.sleep(Duration.ofMillis(500 + random.nextInt(1500)));
        ServerProcess leader = servers.server(servers.leader());
        leader.kill();
        servers.awaitLeader();
        time.sleep(Duration.ofMillis(500 + random.nextInt(1000)));
        leader.start();
      }
      time.sleep(Duration.ofSeconds(1));
      enough.set(true);
      all.set(first.get(2, TimeUnit.MINUTES) + second.get(2, TimeUnit.MINUTES));

      assertEquals(all.get(), keys(reader).size(), "seed " + seed);
      assertEquals(keys(reader), told.get(2, TimeUnit.MINUTES), "seed " + seed);
      System.out.println(all.get() + " transactions over three leaders");
    }
  }

  /** Makes one entry after the other until told; each must be made exactly once. */
  private int write(Store store, String prefix, AtomicBoolean enough) throws InterruptedException {
    int number = 0;
    while (!enough.get()) {
      String key = prefix + "%05d".formatted(number);
      Txn txn = new Txn(List.of(new Guard.Absent(key)), List.of(put(key, "" + number)), null);
      boolean unsure = false;
      while (true) {
        try {
          Commit commit = store.commit(txn);
          assertTrue(commit instanceof Commit.Done || unsure, key + " was made twice");
          break;
        } catch (StoreException e) {
          assertTrue(e.retryable(), e.getMessage());
          unsure = true;
          time.sleep(PAUSE);
        }
      }
      number++;
    }
    return number;
  }

  /** Follows a watch through all failures: it tells each key once, in order of revisions. */
  private static List<String> told(Store store, Revision from, AtomicInteger count)
      throws InterruptedException {
    Map<String, Revision> told = new TreeMap<>();
    Revision last = from;
    try (Watch watch = store.watch("", from)) {
      while (told.size() < count.get()) {
        Watch.Event event = nextUnlessQuiet(watch, Duration.ofSeconds(1));
        if (event != null) {
          Watch.Delta delta = assertInstanceOf(Watch.Delta.class, event);
          for (Watch.Change change : delta.changes()) {
            assertTrue(change.revision().isAfter(last), change.key() + " comes too late");
            assertNull(told.put(change.key(), change.revision()), change.key() + " twice");
          }
          last = delta.revision();
        }
      }
    }
    return List.copyOf(told.keySet());
  }

  @Test
  void allServersRestartAndNothingIsLost() throws Exception {
    try (ConsulServers servers = ConsulServers.start(3);
        Store store = connect(servers)) {
      Lease lease = store.grant(Duration.ofSeconds(15));
      Revision before =
          assertInstanceOf(Commit.Done.class, store.commit(Txn.of(lease.id(), put("a", "1"))))
              .revision();
      try (Watch watch = store.watch("", before)) {
        assertEquals(null, watch.next(Duration.ZERO));
        servers.servers().forEach(ServerProcess::kill);
        StoreException away = assertThrows(StoreException.class, () -> store.read("", null));
        assertTrue(away.retryable());
        servers.servers().forEach(ServerProcess::start);
        servers.awaitLeader();

        retry(
            () -> {
              assertTrue(lease.renew(), "the lease outlives the outage");
              return true;
            });
        assertEquals(List.of("a"), keys(store));
        retry(() -> store.commit(Txn.of(null, put("b", "1"))));
        assertEquals(List.of("b"), keysOf(delta(watch)));
      }
      try (Store again = connect(servers)) {
        assertNotNull(again.adopt(lease.id()));
      }
    }
  }

  @Test
  void anIndexThatGoesBackIsAReset() throws Exception {
    try (ConsulServers servers = ConsulServers.start(1);
        Store store = connect(servers)) {
      store.commit(Txn.of(null, put("a", "1")));
      byte[] backup = servers.backup();
      Revision seen = Revision.ZERO;
      for (int i = 0; i < 20; i++) {
        seen =
            assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("b", "" + i))))
                .revision();
      }
      try (Watch watch = store.watch("", seen)) {
        assertEquals(null, watch.next(Duration.ZERO));

        servers.restore(backup);

        assertReset(watch);
        assertEquals(List.of("a"), keys(store));
        Commit.Done later =
            assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("c", "1"))));
        assertTrue(later.revision().isAfter(seen), "no revision comes twice");
      }
    }
  }

  @Test
  void aServerThatLostItsDataIsAReset() throws Exception {
    try (ConsulServers servers = ConsulServers.start(1);
        Store store = connect(servers)) {
      Revision seen =
          assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("a", "1")))).revision();
      try (Watch watch = store.watch("", seen)) {
        assertEquals(null, watch.next(Duration.ZERO));
        servers.server(0).kill();
        servers.wipe();
        servers.server(0).start();
        servers.awaitLeader();

        assertReset(watch);
        assertEquals(List.of(), keys(store));
        Commit.Done later =
            assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("b", "1"))));
        assertTrue(later.revision().isAfter(seen), "no revision comes twice");
      }
    }
  }

  @Test
  void serversThatHangAreAwayInBoundedTimeAndComeBack() throws Exception {
    try (ConsulServers servers = ConsulServers.start(3);
        Store store = connect(servers)) {
      store.commit(Txn.of(null, put("a", "1")));
      Revision seen = store.read("", null).revision();
      try (Watch watch = store.watch("", seen)) {
        assertEquals(null, watch.next(Duration.ZERO));
        List<ServerProcess> all = new ArrayList<>(servers.servers());
        all.forEach(ServerProcess::freeze);
        try {
          long start = time.nanos();
          assertTrue(assertThrows(StoreException.class, () -> store.read("", null)).retryable());
          assertTrue(assertThrows(StoreException.class, () -> watch.next(PATIENCE)).retryable());
          Duration took = Duration.ofNanos(time.nanos() - start);
          assertTrue(took.compareTo(Duration.ofMinutes(2)) < 0, "away after " + took);
          System.out.println("a read and a watch were away after " + took);
        } finally {
          all.forEach(ServerProcess::thaw);
        }

        retry(() -> store.commit(Txn.of(null, put("b", "1"))));
        assertEquals(List.of("b"), keysOf(delta(watch)));
      }
    }
  }

  @Test
  void aLeaderThatHangsIsReplaced() throws Exception {
    try (ConsulServers servers = ConsulServers.start(3);
        Store store = connect(servers)) {
      store.commit(Txn.of(null, put("a", "1")));
      ServerProcess leader = servers.server(servers.leader());
      leader.freeze();
      try {
        retry(() -> store.commit(Txn.of(null, put("b", "1"))));
        assertEquals(List.of("a", "b"), keys(store));
      } finally {
        leader.thaw();
      }
    }
  }

  private interface Try<T> {
    T now();
  }

  /** Until it does not fail any more. */
  private static <T> void retry(Try<T> call) {
    Await.quiet(
        "the store is back",
        PATIENCE.multipliedBy(2),
        () -> {
          try {
            call.now();
            return "";
          } catch (StoreException e) {
            assertTrue(e.retryable(), e.getMessage());
            return String.valueOf(e.getMessage());
          }
        });
  }

  private static Watch.Event next(Watch watch) throws InterruptedException {
    Watch.Event event = nextUnlessQuiet(watch, PATIENCE);
    assertNotNull(event, "nothing came");
    return event;
  }

  private static Watch.@Nullable Event nextUnlessQuiet(Watch watch, Duration timeout)
      throws InterruptedException {
    while (true) {
      try {
        return watch.next(timeout);
      } catch (StoreException e) {
        assertTrue(e.retryable(), e.getMessage());
      }
    }
  }

  private static Watch.Delta delta(Watch watch) throws InterruptedException {
    return assertInstanceOf(Watch.Delta.class, next(watch));
  }

  private static void assertReset(Watch watch) throws InterruptedException {
    assertInstanceOf(Watch.Reset.class, next(watch));
  }

  private static Op put(String key, String value) {
    return new Op.Put(key, value.getBytes(UTF_8));
  }

  private static List<String> keysOf(Watch.Delta delta) {
    return delta.changes().stream().map(Watch.Change::key).toList();
  }

  private static List<String> keys(Store store) {
    List<String> keys = new ArrayList<>();
    Store.Page page = store.read("", null);
    page.entries().forEach(entry -> keys.add(entry.key()));
    while (page.more()) {
      page = store.read("", keys.getLast());
      page.entries().forEach(entry -> keys.add(entry.key()));
    }
    return keys;
  }
}
