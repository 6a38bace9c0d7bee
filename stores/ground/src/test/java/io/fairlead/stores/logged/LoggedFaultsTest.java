package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures around every change, and several clients at once. */
class LoggedFaultsTest {
  private final MemoryKeys keys = new MemoryKeys();
  private final List<LoggedStore> stores = new ArrayList<>();

  private LoggedStore connect(MemoryKeyServer server) {
    LoggedStore store = new LoggedStore(server, new MachineTime(), new Random());
    stores.add(store);
    return store;
  }

  private LoggedStore connect() {
    return connect(new MemoryKeyServer(keys));
  }

  @AfterEach
  void closeAll() {
    stores.forEach(LoggedStore::close);
  }

  @Test
  void aChangeThatFailedIsAllOrNothingAndToldOnceAtMost() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    MemoryKeyServer server = new MemoryKeyServer(keys);
    LoggedStore store = connect(server);
    LoggedStore witness = connect();
    try (Watch watch = witness.watch("", revision(witness))) {
      server.faults(new RandomFaults(random));
      Map<String, String> told = new TreeMap<>();
      Revision last = Revision.ZERO;
      for (int i = 0; i < 300; i++) {
        Map<String, String> before = state(witness);
        String a = "a" + random.nextInt(5);
        String b = "b" + random.nextInt(5);
        Txn txn =
            random.nextInt(4) == 0
                ? Txn.of(null, put(a, "" + i), new Op.Delete(b))
                : Txn.of(null, put(a, "" + i), put(b, "" + i));
        Map<String, String> after = new TreeMap<>(before);
        txn.ops()
            .forEach(
                op -> {
                  if (op instanceof Op.Put(String key, byte[] value)) {
                    after.put(key, new String(value, UTF_8));
                  } else {
                    after.remove(op.key());
                  }
                });
        Map<String, String> now;
        try {
          assertInstanceOf(Commit.Done.class, store.commit(txn));
          now = state(witness);
          assertEquals(after, now, "done, at " + i + ", seed " + seed);
        } catch (StoreException e) {
          assertTrue(e.retryable());
          now = state(witness);
          assertTrue(now.equals(before) || now.equals(after), "half done at " + i + ", " + seed);
        }
        Revision newest = revision(witness);
        while (newest.isAfter(last) && !told.equals(now)) {
          Watch.Delta delta =
              assertInstanceOf(Watch.Delta.class, watch.next(Duration.ofSeconds(30)));
          for (Watch.Change change : delta.changes()) {
            assertTrue(change.revision().isAfter(last), "told twice, seed " + seed);
            byte[] value = change.value();
            if (value == null) {
              told.remove(change.key());
            } else {
              told.put(change.key(), new String(value, UTF_8));
            }
          }
          last = delta.revision();
        }
        assertEquals(now, told, "told, at " + i + ", seed " + seed);
      }
    }
  }

  @Test
  void clientsThatCompeteLoseNoIncrement() throws Exception {
    connect().commit(Txn.of(null, put("counter", "0")));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LoggedStore store = connect();
      tasks.add(
          () -> {
            for (int n = 0; n < 40; n++) {
              increment(store);
            }
            return true;
          });
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Boolean> task : threads.invokeAll(tasks, 2, TimeUnit.MINUTES)) {
        assertTrue(task.get());
      }
    }

    assertEquals(Map.of("counter", "160"), state(connect()));
  }

  @Test
  void everyWatcherSeesTheSameHistoryOfCompetingClients() throws Exception {
    LoggedStore reader = connect();
    Revision start = revision(reader);
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LoggedStore store = connect();
      String own = "own" + i;
      tasks.add(
          () -> {
            for (int n = 0; n < 100; n++) {
              // Large values do not stand in the log.
              String value = n % 7 == 0 ? own + "x".repeat(20_000) + n : own + " " + n;
              store.commit(Txn.of(null, put("shared", value), put(own, "" + n)));
            }
            return true;
          });
    }
    List<String> one = new ArrayList<>();
    Map<String, String> followed = new TreeMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4);
        Watch watch = reader.watch("", start)) {
      List<Future<Boolean>> writers = tasks.stream().map(threads::submit).toList();
      Revision last = start;
      while (!("99".equals(followed.get("own0"))
          && "99".equals(followed.get("own1"))
          && "99".equals(followed.get("own2")))) {
        Watch.Delta delta = assertInstanceOf(Watch.Delta.class, watch.next(Duration.ofSeconds(30)));
        for (Watch.Change change : delta.changes()) {
          assertTrue(change.revision().isAfter(last), "told twice");
          byte[] value = change.value();
          assertNotNull(value);
          followed.put(change.key(), new String(value, UTF_8));
          one.add(change.key());
        }
        last = delta.revision();
        String shared = String.valueOf(followed.get("shared"));
        String writer = shared.substring(0, 4);
        String number = shared.replaceAll(".*[ x]", "");
        assertEquals(number, followed.get(writer), "both of a transaction, at " + last);
      }
      for (Future<Boolean> writer : writers) {
        assertTrue(writer.get());
      }
    }
    assertEquals(state(reader), followed);
    assertTrue(one.size() >= 4);
  }

  @Test
  void aPageIsOneStateWhileOthersWrite() throws Exception {
    LoggedStore writer = connect();
    writer.commit(Txn.of(null, put("a", "0"), put("b", "0")));
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<Boolean> writing =
          threads.submit(
              () -> {
                for (int n = 1; n <= 300; n++) {
                  writer.commit(Txn.of(null, put("a", "" + n), put("b", "" + n)));
                }
                return true;
              });
      LoggedStore reader = connect();
      while (!writing.isDone()) {
        List<Entry> entries = reader.read("", null).entries();
        assertEquals(text(entries.get(0)), text(entries.get(1)));
        assertEquals(entries.get(0).modified(), entries.get(1).modified());
      }
      assertTrue(writing.get());
    }
  }

  @Test
  void aServerTakenBackToAnEarlierStateBeginsAnotherHistory() throws InterruptedException {
    LoggedStore store = connect();
    store.commit(Txn.of(null, put("a", "1")));
    var backup = keys.backup();
    Commit.Done seen =
        assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("a", "2"))));
    try (Watch watch = store.watch("", seen.revision())) {
      assertEquals(null, watch.next(Duration.ZERO));
      keys.restore(backup);

      assertInstanceOf(Watch.Reset.class, watch.next(Duration.ofSeconds(30)));
      assertEquals(Map.of("a", "1"), state(store));
      assertTrue(revision(store).isAfter(seen.revision()), "no revision comes twice");
      Commit.Done later =
          assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("a", "3"))));
      assertTrue(later.revision().isAfter(seen.revision()));
    }
    try (Watch old = connect().watch("", seen.revision())) {
      assertInstanceOf(Watch.Reset.class, old.next(Duration.ofSeconds(30)));
    }
    assertEquals(1, keys.keys("log/").stream().map(key -> key.split("/")[1]).distinct().count());
  }

  @Test
  void aServerThatWasEmptiedBeginsAnotherHistory() throws InterruptedException {
    LoggedStore store = connect();
    Commit.Done seen =
        assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("a", "1"))));
    try (Watch watch = store.watch("", seen.revision())) {
      assertEquals(null, watch.next(Duration.ZERO));
      keys.restore(new TreeMap<>());

      assertInstanceOf(Watch.Reset.class, watch.next(Duration.ofSeconds(30)));
    }
    assertEquals(Map.of(), state(store));
    assertInstanceOf(Commit.Done.class, store.commit(Txn.of(null, put("b", "1"))));
    assertTrue(revision(store).isAfter(seen.revision()));
  }

  @Test
  void whatIsNotFairleadsIsNotOverwritten() {
    new MemoryKeyServer(keys)
        .change(List.of(), List.of(new KeyServer.Write(Layout.HEAD, "hello".getBytes(UTF_8))));
    LoggedStore store = connect();

    StoreException refused =
        assertThrows(StoreException.class, () -> store.commit(Txn.of(null, put("a", "1"))));

    assertTrue(String.valueOf(refused.getMessage()).contains("prefix of its own"));
    assertEquals(List.of(Layout.HEAD), keys.keys(""));
  }

  @Test
  void anUncontendedCommitIsOneChangeAndNoMore() {
    LoggedStore store = connect();
    store.commit(Txn.of(null, put("a", "1")));
    long before = keys.changes();
    for (int i = 0; i < 10; i++) {
      store.commit(Txn.of(null, put("a", "" + i)));
    }
    assertEquals(10, keys.changes() - before);
  }

  private static void increment(LoggedStore store) {
    while (true) {
      Entry entry = store.read("counter", null).entries().getFirst();
      int next = Integer.parseInt(text(entry)) + 1;
      Txn txn =
          new Txn(
              List.of(new Guard.Unchanged("counter", entry.modified())),
              List.of(put("counter", "" + next)),
              null);
      if (store.commit(txn) instanceof Commit.Done) {
        return;
      }
    }
  }

  private static Op put(String key, String value) {
    return new Op.Put(key, value.getBytes(UTF_8));
  }

  private static String text(Entry entry) {
    return new String(entry.value(), UTF_8);
  }

  private static Revision revision(LoggedStore store) {
    return store.read("", null).revision();
  }

  private static Map<String, String> state(LoggedStore store) {
    Map<String, String> state = new TreeMap<>();
    store.read("", null).entries().forEach(entry -> state.put(entry.key(), text(entry)));
    return state;
  }

  /** One call in four fails: before it did anything, or after it did all. */
  private static final class RandomFaults implements MemoryKeyServer.Faults {
    private final Random random;

    RandomFaults(Random random) {
      this.random = random;
    }

    @Override
    public void beforeChange() {
      fail("before the change");
    }

    @Override
    public void afterChange() {
      fail("after the change");
    }

    @Override
    public void beforeRead() {
      fail("at a read");
    }

    private void fail(String where) {
      if (random.nextInt(8) == 0) {
        throw MemoryKeyServer.failure(where);
      }
    }
  }
}
