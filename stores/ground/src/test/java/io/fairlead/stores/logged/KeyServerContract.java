package io.fairlead.stores.logged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Store;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link KeyServer} must do: reads, lists and changes, and the waits below them. */
public abstract class KeyServerContract extends KeyServerWaits {
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
}
