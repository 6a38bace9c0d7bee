package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyServer} must do. Two clients of one server, which is empty at first. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class KeyServerContract {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final AtomicLong WRITES = new AtomicLong();

  private KeyServer one;
  private KeyServer two;

  /** A client of the same server as all before in this test; the first one finds it empty. */
  protected abstract KeyServer open();

  @BeforeEach
  final void openBoth() {
    one = open();
    two = open();
  }

  @AfterEach
  final void closeBoth() {
    one.close();
    two.close();
  }

  @Test
  void whatIsWrittenIsReadByAnother() {
    put("a/1", "one");

    Item item = two.get("a/1");

    assertNotNull(item);
    assertEquals("a/1=one", told(item));
    assertTrue(item.version() > 0);
    assertNull(two.get("a/2"));
    assertNull(two.get("a"));
  }

  @Test
  void manyKeysAreReadAtOnce() {
    put("a", "1");
    put("b/c", "2");
    List<String> keys = new ArrayList<>(List.of("b/c", "none", "a", "b"));
    IntStream.range(0, 300).forEach(i -> keys.add("none/" + i));

    Map<String, Item> found = two.get(keys);

    assertEquals(
        List.of("a=1", "b/c=2"), found.values().stream().map(this::told).sorted().toList());
  }

  @Test
  void everyKeyThatAStoreAllowsIsItsOwnEntry() {
    List<String> keys =
        List.of(
            "a",
            "a/",
            "a//",
            "a//b",
            "a/b",
            "a!",
            "a=",
            "=a",
            "%a",
            "a/=b",
            "a/%",
            "a/%/b",
            "/",
            "//",
            "/a",
            ".",
            "..",
            "./.",
            "../..",
            "zookeeper",
            "zookeeper/a",
            "~",
            "a~",
            "-",
            "@",
            "a.b/c:d,e;f",
            "k".repeat(Store.MAX_KEY),
            "A",
            "a/B/",
            "\"'\\`$&|<>(){}[]*?#^");
    for (String key : keys) {
      put(key, "of " + key);
    }

    for (String key : keys) {
      Item item = two.get(key);
      assertNotNull(item, key);
      assertEquals(key + "=of " + key, told(item));
    }
    List<String> sorted = keys.stream().sorted().toList();
    assertEquals(sorted, list("", 100), "in the order of keys");
    assertEquals(sorted.stream().filter(key -> key.startsWith("a/")).toList(), list("a/", 100));
    for (int i = 0; i < sorted.size(); i++) {
      assertEquals(
          sorted.subList(i + 1, sorted.size()),
          two.list("", sorted.get(i), 100).stream().map(Item::key).toList(),
          "after " + sorted.get(i));
    }
  }

  @Test
  void listsComeInParts() {
    for (int i = 0; i < 120; i++) {
      put("p/%d/%03d".formatted(i % 7, i), "" + i);
    }
    put("q", "1");

    assertEquals(120, list("p/", 1000).size());
    assertEquals(list("p/", 1000), list("p/", 1), "a part at a time");
    assertEquals(list("p/", 1000), list("p/", 13));
    assertEquals(3, two.list("p/3/0", null, 3).size());
    assertEquals(List.of(), two.list("r", null, 10));
    assertEquals(List.of(), two.list("p/", "p/6/~", 10));
  }

  @Test
  void aListGoesOnAfterAKeyThatIsGone() {
    put("k1", "");
    put("k3/a", "");
    assertTrue(one.change(List.of(), List.of(new Write("k1", null))));

    assertEquals(List.of("k3/a"), two.list("k", "k1", 10).stream().map(Item::key).toList());
    assertEquals(List.of("k3/a"), two.list("k", "k3", 10).stream().map(Item::key).toList());
  }

  @Test
  void valuesAreBytesOfAnySize() {
    byte[] all = new byte[Store.MAX_VALUE];
    new Random(1).nextBytes(all);
    assertTrue(
        one.change(List.of(), List.of(new Write("all", all), new Write("none", new byte[0]))));

    Item large = two.get("all");
    Item none = two.get("none");

    assertNotNull(large);
    assertArrayEquals(all, large.value());
    assertNotNull(none);
    assertEquals(0, none.value().length);
  }

  @Test
  void aLargestChangeIsDone() {
    List<Write> writes =
        IntStream.range(0, Store.MAX_OPS)
            .mapToObj(i -> new Write("large/" + i, new byte[Store.MAX_TXN / Store.MAX_OPS]))
            .toList();

    assertTrue(one.change(List.of(new Condition("head", 0)), writes));

    assertEquals(Store.MAX_OPS, list("large/", 100).size());
  }

  @Test
  void aVersionGrowsWithEachChange() {
    long first = put("a", "1");
    long second = put("a", "2");
    assertTrue(one.change(List.of(), List.of(new Write("a", null))));
    long third = put("a", "1");

    assertTrue(second > first);
    assertTrue(third > second, "also where the entry was gone meanwhile");
  }

  @Test
  void removingWhatIsNotThereIsDone() {
    put("b", "1");

    assertTrue(
        one.change(List.of(), List.of(new Write("a", null), new Write("x/y/z", null), write("c"))));
    assertTrue(one.change(List.of(), List.of(new Write("a", null), new Write("b", null))));

    assertEquals(List.of("c"), list("", 10));
  }

  @Test
  void conditionsDecide() {
    long a = put("a", "1");

    assertTrue(tries("a", a));
    assertTrue(tries("a", Condition.ANY));
    assertTrue(tries("none", 0));
    assertTrue(tries("deep/none", 0));
    assertFalse(tries("a", a + 1));
    assertFalse(tries("a", 0));
    assertFalse(tries("none", 1));
    assertFalse(tries("none", Condition.ANY));
    assertFalse(tries("deep/none", Condition.ANY));
    long later = put("a", "2");
    assertFalse(tries("a", a));
    assertTrue(tries("a", later));
  }

  /** Whether a change of another key is done on a condition, by a client that knows nothing. */
  private boolean tries(String key, long version) {
    Item before = two.get("other");
    try (KeyServer fresh = open()) {
      boolean done = fresh.change(List.of(new Condition(key, version)), List.of(write("other")));
      Item after = two.get("other");
      assertEquals(done, !versionOf(before).equals(versionOf(after)), "all or nothing");
      assertEquals(
          done, two.change(List.of(new Condition(key, version)), List.of()), "asking alone");
      return done;
    }
  }

  private static Long versionOf(@Nullable Item item) {
    return item == null ? 0L : item.version();
  }

  @Test
  void conditionsOnWhatIsWritten() {
    assertTrue(one.change(List.of(new Condition("d/a", 0)), List.of(write("d/a"))));
    assertFalse(two.change(List.of(new Condition("d/a", 0)), List.of(write("d/a"))));
    Item item = two.get("d/a");
    assertNotNull(item);
    assertTrue(two.change(List.of(new Condition("d/a", item.version())), List.of(write("d/a"))));
    assertFalse(
        one.change(List.of(new Condition("d/a", item.version())), List.of(new Write("d/a", null))));
    assertTrue(
        one.change(List.of(new Condition("d/a", Condition.ANY)), List.of(new Write("d/a", null))));
    assertTrue(one.change(List.of(new Condition("d/a", 0)), List.of(new Write("d/a", null))));
    assertEquals(List.of(), list("", 10));
  }

  @Test
  void oneConditionThatFailsEndsAll() {
    long a = put("a", "1");
    put("b", "1");

    assertFalse(
        two.change(
            List.of(new Condition("a", a), new Condition("b", 0)),
            List.of(new Write("a", null), write("c"))));

    assertEquals(List.of("a", "b"), list("", 10));
  }

  @Test
  void anEntryThatWasRemovedAndMadeAgainIsNotTheSame() {
    long first = put("d/a", "1");
    assertNotNull(two.get("d/a"));
    for (int i = 0; i < 3; i++) {
      assertTrue(one.change(List.of(), List.of(new Write("d/a", null))));
      put("d/a", "1");
      assertFalse(
          two.change(List.of(new Condition("d/a", first)), List.of(write("d/a"))),
          "by one who saw the first");
    }
  }

  @Test
  void aRemovalBesideItDoesNotDisturbACondition() {
    long a = put("d/a", "1");
    put("d/b", "1");
    assertNotNull(two.get("d/a"));
    assertTrue(one.change(List.of(), List.of(new Write("d/b", null))));

    assertTrue(two.change(List.of(new Condition("d/a", a)), List.of(write("d/a"))));
  }

  @Test
  void countersLoseNothing() throws Exception {
    put("n/counter", "0");
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int writer = 0; writer < 6; writer++) {
      KeyServer server = writer % 2 == 0 ? one : two;
      String own = "n/own" + writer;
      tasks.add(() -> count(server, own));
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Integer> task : threads.invokeAll(tasks, 2, TimeUnit.MINUTES)) {
        assertEquals(20, task.get());
      }
    }

    Item counter = one.get("n/counter");
    assertNotNull(counter);
    assertEquals("n/counter=120", told(counter));
  }

  /** Adds 20 to the counter, and makes and removes an entry of its own with each step. */
  private static Integer count(KeyServer server, String own) {
    int done = 0;
    while (done < 20) {
      Item item = server.get("n/counter");
      assertNotNull(item);
      int next = Integer.parseInt(new String(item.value(), UTF_8)) + 1;
      Write counter = new Write("n/counter", ("" + next).getBytes(UTF_8));
      Write mine = done % 2 == 0 ? write(own) : new Write(own, null);
      if (server.change(
          List.of(new Condition("n/counter", item.version())), List.of(counter, mine))) {
        done++;
      }
    }
    return done;
  }

  @Test
  void randomChangesHaveOneHistory() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < 150; i++) {
      Map<String, Write> writes = new TreeMap<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        String key = "r/" + random.nextInt(3) + "/" + random.nextInt(3);
        byte[] value = random.nextInt(3) == 0 ? null : ("" + i).getBytes(UTF_8);
        writes.put(key, new Write(key, value));
      }
      KeyServer writer = random.nextBoolean() ? one : two;
      assertTrue(writer.change(List.of(), List.copyOf(writes.values())), "seed " + seed);
      for (Write write : writes.values()) {
        if (write.value() == null) {
          expected.remove(write.key());
        } else {
          expected.put(write.key(), "" + i);
        }
      }
    }
    Map<String, String> found = new TreeMap<>();
    two.list("r/", null, 100)
        .forEach(item -> found.put(item.key(), new String(item.value(), UTF_8)));
    assertEquals(expected, found, "seed " + seed);
  }

  @Test
  void aWaitEndsWithAChange() throws Exception {
    long version = put("a/head", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a/head", version);
    put("a/head", "2");

    Item item = waiting.get(30, TimeUnit.SECONDS);

    assertNotNull(item);
    assertEquals("a/head=2", told(item));
    assertTrue(item.version() > version);
  }

  @Test
  void aWaitEndsWhenAnEntryComesOrGoes() throws Exception {
    FutureTask<@Nullable Item> coming = waitFor("a/head", 0);
    long version = put("a/head", "1");
    assertNotNull(coming.get(30, TimeUnit.SECONDS));

    FutureTask<@Nullable Item> going = waitFor("a/head", version);
    assertTrue(one.change(List.of(), List.of(new Write("a/head", null))));
    assertNull(going.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aWaitForWhatHasHappenedEndsAtOnce() throws Exception {
    long version = put("a", "1");
    put("a", "2");

    Item item = two.await("a", version, LONG);

    assertNotNull(item);
    assertEquals("a=2", told(item));
    assertNotNull(two.await("a", 0, LONG));
    assertNull(two.await("none", 7, LONG));
  }

  @Test
  void aWaitEndsWithItsTime() throws Exception {
    long version = put("a", "1");

    Item same = two.await("a", version, Duration.ofMillis(50));

    assertNotNull(same);
    assertEquals(version, same.version());
    assertNull(two.await("none", 0, Duration.ofMillis(50)));
  }

  @Test
  void changesOfOtherKeysEndNoWait() throws Exception {
    long version = put("a/head", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a/head", version);
    for (int i = 0; i < 20; i++) {
      put("a/" + i, "1");
      put("a/head/" + i, "1");
    }
    assertFalse(waiting.isDone());
    put("a/head", "2");
    assertNotNull(waiting.get(30, TimeUnit.SECONDS));
  }

  @Test
  void closingEndsAWaitForGood() throws Exception {
    long version = put("a", "1");
    FutureTask<@Nullable Item> waiting = waitFor("a", version);

    two.close();
    two.close();

    ExecutionException ended =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    assertFalse(assertInstanceOf(StoreException.class, ended.getCause()).retryable());
    assertFalse(assertThrows(StoreException.class, () -> two.get("a")).retryable());
    assertFalse(
        assertThrows(StoreException.class, () -> two.change(List.of(), List.of(write("a"))))
            .retryable());
  }

  private FutureTask<@Nullable Item> waitFor(String key, long version) throws Exception {
    Item now = two.get(key);
    assertEquals(version, now == null ? 0 : now.version());
    FutureTask<@Nullable Item> waiting =
        new FutureTask<>(() -> two.await(key, version, Duration.ofMinutes(5)));
    Thread.ofVirtual().start(waiting);
    assertNull(two.await("never", 0, Duration.ofMillis(50)), "time to begin");
    return waiting;
  }

  /** A write of a value that was not there before. */
  private static Write write(String key) {
    return new Write(key, ("written " + WRITES.incrementAndGet()).getBytes(UTF_8));
  }

  private long put(String key, String value) {
    assertTrue(one.change(List.of(), List.of(new Write(key, value.getBytes(UTF_8)))), key);
    Item item = one.get(key);
    assertNotNull(item, key);
    return item.version();
  }

  private String told(Item item) {
    return item.key() + "=" + new String(item.value(), UTF_8);
  }

  /** All keys under {@code prefix}, read in parts. */
  private List<String> list(String prefix, int limit) {
    List<String> keys = new ArrayList<>();
    String after = null;
    while (true) {
      List<Item> part = two.list(prefix, after, limit);
      part.forEach(item -> keys.add(item.key()));
      if (part.size() < limit) {
        return keys;
      }
      after = part.getLast().key();
    }
  }
}
