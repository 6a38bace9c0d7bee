package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.testkit.servers.ZooKeeperServers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An ensemble of three that loses servers, time and data. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ZooKeeperFaultsIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static ZooKeeperServers servers;
  private final String root = Clients.freshRoot();

  @BeforeAll
  static void startServers() {
    servers = ZooKeeperServers.launch(3);
  }

  @AfterAll
  static void endServers() {
    servers.close();
  }

  @BeforeEach
  void allRun() {
    servers.startAll();
  }

  @Test
  void noCommitIsLostOrDoneTwiceWhenLeadersAreKilled() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (Store one = Clients.store(servers.hosts(), root);
        Store two = Clients.store(servers.hosts(), root);
        Witness witness = new Witness(two);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      StreamOfCommits first = new StreamOfCommits(one, "one/");
      StreamOfCommits second = new StreamOfCommits(two, "two/");
      List<Future<?>> writers = List.of(threads.submit(first), threads.submit(second));
      for (int i = 0; i < 3; i++) {
        Thread.sleep(500 + random.nextInt(1500));
        int leader = servers.awaitLeader();
        servers.kill(leader);
        servers.awaitLeader();
        servers.start(leader);
        servers.awaitServing(3);
      }
      first.stop();
      second.stop();
      for (Future<?> writer : writers) {
        writer.get(2, TimeUnit.MINUTES);
      }

      Revision last = one.read("", null).revision();
      witness.awaitRevision(last);
      assertTrue(first.done().size() > 10, "it was written all the time: " + first.done().size());
      first.assertAllThereOnce(one, witness);
      second.assertAllThereOnce(one, witness);
    }
  }

  @Test
  void allOfItRestartedIsAwayAndThenAsBefore() throws Exception {
    try (Store store = Clients.store(servers.hosts(), root);
        Witness witness = new Witness(store)) {
      commit(store, "before");
      for (int server = 0; server < 3; server++) {
        servers.kill(server);
      }
      assertAwayInTime(store);

      servers.startAll();
      untilItIsBack(store);

      Revision last = commit(store, "after");
      witness.awaitRevision(last);
      assertEquals(List.of("after", "before"), keys(store));
      witness.assertToldOnce("before");
      witness.assertToldOnce("after");
    }
  }

  @Test
  void aSessionThatTheServersEndIsNotNoticed() throws Exception {
    try (ZooKeeperKeyServer server = Clients.open(servers, root);
        ZooKeeperKeyServer other = Clients.open(servers, root)) {
      put(other, "head", "1");
      Item head = server.get("head");
      assertNotNull(head);
      FutureTask<@Nullable Item> waiting =
          new FutureTask<>(() -> server.await("head", head.version(), Duration.ofMinutes(2)));
      Thread.ofVirtual().start(waiting);

      int ended = Sessions.endAll(servers);
      assertTrue(ended >= 2, ended + " sessions");

      assertEquals("1", value(server, "head"), "a read goes on by itself");
      put(other, "head", "2");
      Item woken = waiting.get(30, TimeUnit.SECONDS);
      assertNotNull(woken);
      assertEquals("2", new String(woken.value(), UTF_8));
    }
  }

  @Test
  void aFrozenMajorityIsAwayInBoundedTimeAndNothingIsLost() throws Exception {
    try (Store store = Clients.store(servers.hosts(), root)) {
      commit(store, "before");
      int leader = servers.awaitLeader();
      servers.freeze(leader);
      servers.freeze((leader + 1) % 3);
      try {
        assertAwayInTime(store);
      } finally {
        servers.thaw(leader);
        servers.thaw((leader + 1) % 3);
      }
      untilItIsBack(store);
      commit(store, "after");
      assertTrue(keys(store).containsAll(List.of("after", "before")));
    }
  }

  @Test
  void anyOneFrozenServerIsLeftForAnother() throws Exception {
    try (Store store = Clients.store(servers.hosts(), root)) {
      for (int server = 0; server < 3; server++) {
        servers.freeze(server);
        try {
          untilItIsBack(store);
          commit(store, "while" + server);
        } finally {
          servers.thaw(server);
        }
        servers.awaitServing(3);
      }
      assertEquals(List.of("while0", "while1", "while2"), keys(store));
    }
  }

  @Test
  void wipedServersAreTakenAgainAndWatchersAreToldToStartAnew() throws Exception {
    try (Store store = Clients.store(servers.hosts(), root)) {
      Revision last = commit(store, "before");
      try (Watch watch = store.watch("", last)) {
        for (int server = 0; server < 3; server++) {
          servers.kill(server);
          servers.wipe(server);
        }
        servers.startAll();
        untilItIsBack(store);

        assertInstanceOf(Watch.Reset.class, Witness.next(watch));
        assertEquals(List.of(), keys(store));
        commit(store, "after");
        assertEquals(List.of("after"), keys(store));
      }
    }
  }

  @Test
  void serversThatComeLaterThanTheAgent() throws Exception {
    for (int server = 0; server < 3; server++) {
      servers.kill(server);
    }
    try (Store store = Clients.store(servers.hosts(), root)) {
      assertAwayInTime(store);
      servers.startAll();
      untilItIsBack(store);
      commit(store, "a");
    }
  }

  private void assertAwayInTime(Store store) {
    long start = System.nanoTime();
    StoreException away =
        assertThrows(
            StoreException.class,
            () -> {
              while (true) { // a reply may have been under way
                store.commit(Txn.of(null, new Op.Put("noise", new byte[0])));
                store.commit(Txn.of(null, new Op.Delete("noise")));
              }
            });
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(away.retryable(), String.valueOf(away.getMessage()));
    assertTrue(took.compareTo(BOUND) < 0, "away after " + took);
  }

  private static void untilItIsBack(Store store) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        store.commit(Txn.of(null, new Op.Delete("noise")));
        store.read("", null);
        return;
      } catch (StoreException e) {
        assertTrue(e.retryable(), String.valueOf(e.getMessage()));
        assertFalse(
            System.nanoTime() - start > TimeUnit.SECONDS.toNanos(90),
            () -> "still away: " + e.getMessage());
        Thread.sleep(50);
      }
    }
  }

  private static Revision commit(Store store, String key) throws InterruptedException {
    return StreamOfCommits.surely(store, key);
  }

  private static List<String> keys(Store store) {
    return store.read("", null).entries().stream()
        .map(Store.Entry::key)
        .filter(key -> !key.equals("noise"))
        .toList();
  }

  private static void put(ZooKeeperKeyServer server, String key, String value)
      throws InterruptedException {
    while (true) {
      try {
        assertTrue(server.change(List.of(), List.of(new Write(key, value.getBytes(UTF_8)))));
        return;
      } catch (StoreException e) {
        assertTrue(e.retryable());
        Thread.sleep(50);
      }
    }
  }

  private static String value(ZooKeeperKeyServer server, String key) {
    Item item = server.get(key);
    assertNotNull(item);
    return new String(item.value(), UTF_8);
  }
}
