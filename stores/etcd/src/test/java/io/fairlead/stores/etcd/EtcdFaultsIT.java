package io.fairlead.stores.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch.Change;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.servers.ServerProcess;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Three real etcd servers that are killed, restarted and cut off. */
@SuppressWarnings("NullAway.Init") // set before the tests
class EtcdFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static EtcdServers servers;

  private StoreUrl url;
  private Store store;

  @BeforeAll
  static void start() {
    servers = EtcdServers.start(3);
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @BeforeEach
  void open() {
    servers.awaitHealthy();
    url = StoreUrl.parse("etcd://" + servers.addresses() + "/faults/" + PREFIXES.incrementAndGet());
    store = EtcdStore.open(url, Secrets.NONE, new MachineTime());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void leadersKilledUnderWritersLoseNothingAndDoNothingTwice() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Revision start = patiently(() -> store.read("", null)).revision();
    Map<String, Revision> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger open = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writing = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int number = writer;
        writing.add(writers.submit(() -> write(number, acknowledged, open, over)));
      }
      try {
        for (int kill = 0; kill < 3; kill++) {
          int before = acknowledged.size();
          int more = 50 + random.nextInt(200);
          Await.until(
              "commits after " + kill + " kills, seed " + seed,
              PATIENCE,
              () -> acknowledged.size() >= before + more);
          ServerProcess leader = servers.server(servers.leader());
          leader.kill();
          int then = acknowledged.size();
          Await.until(
              "commits without that leader, seed " + seed,
              PATIENCE,
              () -> acknowledged.size() >= then + 20);
          leader.start();
          servers.awaitHealthy();
        }
      } finally {
        over.set(true);
      }
      for (Future<?> each : writing) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    commit(put("last", ""));
    System.out.println(acknowledged.size() + " acknowledged, " + open.get() + " open");

    List<Change> told;
    try (Follower follower = new Follower(store, start)) {
      told = follower.until(EtcdFaultsIT::sawLast);
    }
    assertEquals(told.size(), new HashSet<>(keys(told)).size(), "each once, seed " + seed);
    acknowledged.forEach(
        (key, revision) ->
            assertTrue(
                told.stream().anyMatch(c -> c.key().equals(key) && c.revision().equals(revision)),
                key + " at " + revision + " is lost, seed " + seed));
    assertTrue(told.size() <= acknowledged.size() + open.get() + 1, "nothing else, seed " + seed);
  }

  @Test
  void watchersSeeEachChangeOnceAndInOrderWhileLeadersDie() throws Exception {
    Revision start = patiently(() -> store.read("", null)).revision();
    AtomicBoolean over = new AtomicBoolean();
    Map<String, Revision> acknowledged = new ConcurrentHashMap<>();
    try (Store other = EtcdStore.open(url, Secrets.NONE, new MachineTime());
        Follower one = new Follower(store, start);
        Follower two = new Follower(other, start);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<List<Change>> first = threads.submit(() -> one.until(EtcdFaultsIT::sawLast));
      Future<List<Change>> second = threads.submit(() -> two.until(EtcdFaultsIT::sawLast));
      Future<?> writer = threads.submit(() -> write(0, acknowledged, new AtomicInteger(), over));
      try {
        for (int kill = 0; kill < 2; kill++) {
          int before = acknowledged.size();
          Await.until("commits", PATIENCE, () -> acknowledged.size() >= before + 30);
          ServerProcess leader = servers.server(servers.leader());
          leader.kill();
          leader.start();
          servers.awaitHealthy();
        }
      } finally {
        over.set(true);
      }
      writer.get(60, TimeUnit.SECONDS);
      commit(put("last", ""));

      List<Change> told = first.get(120, TimeUnit.SECONDS);
      assertEquals(keys(told), keys(second.get(120, TimeUnit.SECONDS)));
      assertEquals(told.size(), new HashSet<>(keys(told)).size(), "each once");
      assertTrue(keys(told).containsAll(acknowledged.keySet()), "all of them");
    }
  }

  @Test
  void allServersRestartAndEverythingGoesOn() throws Exception {
    Revision revision = commit(put("a", "1"));
    try (Follower follower = new Follower(store, revision)) {
      commit(put("b", "1"));
      follower.until(told -> keys(told).contains("b"));

      servers.servers().forEach(ServerProcess::stop);
      StoreException away = assertThrows(StoreException.class, () -> store.read("", null));
      assertTrue(away.retryable());
      assertTrue(String.valueOf(away.getMessage()).contains(servers.address(2)));
      follower.untilAway();
      servers.servers().forEach(ServerProcess::start);

      patiently(() -> commit(put("c", "1")));
      follower.until(told -> keys(told).contains("c"));
    }
    assertEquals(3, store.read("", null).entries().size());
  }

  @Test
  void withoutAMajorityTheStoreIsAwayInTimeAndComesBack() throws Exception {
    Revision revision = patiently(() -> commit(put("a", "1")));
    try (Follower follower = new Follower(store, revision)) {
      commit(put("b", "1"));
      follower.until(told -> keys(told).contains("b"));
      servers.server(0).freeze();
      servers.server(1).freeze();
      try {
        assertTimeoutPreemptively(
            PATIENCE,
            () -> {
              assertAway(() -> store.commit(Txn.of(null, put("c", "1"))));
              assertAway(() -> store.read("", null));
              assertAway(() -> store.grant(Duration.ofSeconds(10)));
            });
        follower.untilAway();
      } finally {
        servers.server(0).thaw();
        servers.server(1).thaw();
      }

      patiently(() -> commit(put("d", "1")));
      follower.until(told -> keys(told).contains("d"));
    }
  }

  @Test
  void oneServerThatHangsIsPassedOver() throws Exception {
    patiently(() -> commit(put("a", "1")));
    Revision revision = store.read("", null).revision();
    try (Follower follower = new Follower(store, revision)) {
      for (int hanging = 0; hanging < 3; hanging++) {
        String key = "hanging/" + hanging;
        servers.server(hanging).freeze();
        try {
          patiently(() -> commit(put(key, "1")));
          follower.until(told -> keys(told).contains(key));
        } finally {
          servers.server(hanging).thaw();
        }
        servers.awaitHealthy();
      }
    }
  }

  @Test
  void aCommitThatAHangingServerTookIsLeftOpenAndNotSentToAnother() {
    servers.server(0).freeze();
    try {
      StoreException open = assertThrows(StoreException.class, () -> commit(put("a", "1")));

      assertTrue(open.retryable());
      assertTrue(String.valueOf(open.getMessage()).contains("is open"), open.getMessage());
    } finally {
      servers.server(0).thaw();
    }
  }

  @Test
  void aHistoryCompactedUnderASlowWatcherIsAReset() throws Exception {
    Revision revision = patiently(() -> commit(put("a", "1")));
    try (Follower follower = new Follower(store, revision)) {
      commit(put("b", "1"));
      follower.until(told -> keys(told).contains("b"));
      byte[] large = new byte[Store.MAX_VALUE];
      for (int i = 0; i < 300; i++) {
        commit(new Op.Put("large", large));
      }
      EtcdStoreContractIT.compact(url, store.read("", null).revision().value());

      follower.untilReset();
    }
  }

  @Test
  void aClusterThatLostItsDataIsAReset() throws Exception {
    try (EtcdServers alone = EtcdServers.start(1);
        Store lone =
            EtcdStore.open(
                StoreUrl.parse("etcd://" + alone.addresses()), Secrets.NONE, new MachineTime())) {
      for (int i = 0; i < 10; i++) {
        lone.commit(Txn.of(null, put("a", "" + i)));
      }
      try (Follower follower = new Follower(lone, lone.read("", null).revision())) {
        lone.commit(Txn.of(null, put("b", "1")));
        follower.until(told -> keys(told).contains("b"));

        alone.wipe();

        String why = follower.untilReset().why();
        assertTrue(why.contains("lost data"), why);
      }
    }
  }

  @Test
  void aLeaseOfTwoSecondsOutlivesItsAgentAndALeaderButNotItsTime() throws Exception {
    Lease lease = patiently(() -> store.grant(Duration.ofMillis(1500)));
    assertEquals(Duration.ofSeconds(2), lease.ttl());
    String id = lease.id();
    assertInstanceOf(Commit.Done.class, store.commit(Txn.of(id, put("a", "1"))));
    store.close();

    store = EtcdStore.open(url, Secrets.NONE, new MachineTime());
    Lease adopted = store.adopt(id);
    assertNotNull(adopted);
    for (int i = 0; i < 10; i++) {
      assertTrue(adopted.renew(), "renewed " + i);
      Thread.sleep(500);
    }
    assertEquals(id, store.read("a", null).entries().getFirst().lease());
    try (Follower follower = new Follower(store, store.read("", null).revision())) {
      List<Change> told = follower.until(changes -> !changes.isEmpty());
      assertNull(told.getFirst().value());
    }
    assertFalse(adopted.renew());
    assertNull(store.adopt(id));
    assertEquals(new Commit.LeaseLost(id), store.commit(Txn.of(id, put("a", "2"))));
  }

  @Test
  void aLeaseThatIsRenewedOutlivesALeader() throws Exception {
    Lease lease = patiently(() -> store.grant(Duration.ofSeconds(10)));
    patiently(() -> store.commit(Txn.of(lease.id(), put("a", "1"))));
    Revision revision = store.read("", null).revision();
    ServerProcess leader = servers.server(servers.leader());
    leader.kill();
    try {
      for (int i = 0; i < 15; i++) {
        assertTrue(patiently(lease::renew), "renewed " + i);
        Thread.sleep(1000);
      }
    } finally {
      leader.start();
    }
    assertEquals(revision, patiently(() -> store.read("", null)).revision(), "nothing happened");
  }

  /** Writes keys that nobody else does until it is over; a failed commit is not done again. */
  private void write(
      int writer, Map<String, Revision> acknowledged, AtomicInteger open, AtomicBoolean over) {
    try (Store mine = EtcdStore.open(url, Secrets.NONE, new MachineTime())) {
      for (int i = 0; !over.get(); i++) {
        String key = "w%d/%06d".formatted(writer, i);
        try {
          if (mine.commit(Txn.of(null, put(key, ""))) instanceof Commit.Done(Revision revision)) {
            acknowledged.put(key, revision);
          }
        } catch (StoreException e) {
          assertTrue(e.retryable(), e.getMessage());
          open.incrementAndGet();
        }
      }
    }
  }

  private static boolean sawLast(List<Change> told) {
    return !told.isEmpty() && told.getLast().key().equals("last");
  }

  private static List<String> keys(List<Change> told) {
    return told.stream().map(Change::key).toList();
  }

  private Revision commit(Op op) {
    return assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, op))).revision();
  }

  private static Op put(String key, String value) {
    return new Op.Put(key, value.getBytes(UTF_8));
  }

  private static void assertAway(Executable call) {
    assertTrue(assertThrows(StoreException.class, call).retryable());
  }

  /** The result of {@code call}, once the store is no longer away. */
  private static <T> T patiently(Supplier<T> call) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call.get();
      } catch (StoreException e) {
        if (!e.retryable() || System.nanoTime() - end > 0) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }
}
