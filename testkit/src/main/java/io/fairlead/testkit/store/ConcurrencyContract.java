package io.fairlead.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many writers at once. */
abstract class ConcurrencyContract extends StoreCase {
  private static final int WRITERS = 6;
  private static final int COMMITS = 60;
  private static final int KEYS = 15;

  @Test
  void theHistoryOfConcurrentWritersReplaysToTheSameState() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    NavigableMap<Revision, Map<String, String>> told = new TreeMap<>();
    List<Done> done;
    try (Replica replica = new Replica(store, "")) {
      told.put(replica.revision(), Map.copyOf(replica.state()));
      done = inParallel(writer -> write(new Random(seed + writer), writer));
      Revision last = revision();
      while (last.isAfter(replica.revision())) {
        assertTrue(replica.step(Duration.ofSeconds(30)), "a change was not told");
        told.put(replica.revision(), Map.copyOf(replica.state()));
      }
    }

    NavigableMap<Revision, Map<String, String>> replayed = replay(done);
    assertEquals(replayed.lastEntry().getValue(), stateNow(), "seed " + seed);
    told.forEach(
        (revision, state) ->
            assertEquals(
                replayed.floorEntry(revision).getValue(),
                state,
                "at " + revision + ", seed " + seed));
  }

  @Test
  void compareAndSetLosesNoIncrement() throws Exception {
    commit(put("counter", "0"));

    inParallel(
        writer -> {
          for (int i = 0; i < 25; i++) {
            increment();
          }
          return List.of();
        });

    assertEquals("" + 25 * WRITERS, value("counter"));
  }

  private void increment() {
    while (true) {
      Entry entry = entries("counter").getFirst();
      int count = Integer.parseInt(new String(entry.value(), UTF_8));
      Txn txn =
          new Txn(
              List.of(new Guard.Unchanged("counter", entry.modified())),
              List.of(put("counter", "" + (count + 1))),
              null);
      if (store.commit(txn) instanceof Commit.Done) {
        return;
      }
    }
  }

  private List<Done> write(Random random, int writer) {
    List<Done> done = new ArrayList<>();
    for (int i = 0; i < COMMITS; i++) {
      Map<String, Op> ops = new TreeMap<>();
      int count = 1 + random.nextInt(4);
      for (int op = 0; op < count; op++) {
        String key = "k" + random.nextInt(KEYS);
        ops.put(key, random.nextInt(3) == 0 ? delete(key) : put(key, writer + "." + i + "." + op));
      }
      List<Guard> guards =
          random.nextInt(4) == 0
              ? List.of(new Guard.Absent("k" + random.nextInt(KEYS)))
              : List.of();
      Txn txn = new Txn(guards, List.copyOf(ops.values()), null);
      if (store.commit(txn) instanceof Commit.Done(Revision revision)) {
        done.add(new Done(revision, txn));
      }
    }
    return done;
  }

  /** The state at each revision, if all that was acknowledged happened in order of revision. */
  private static NavigableMap<Revision, Map<String, String>> replay(List<Done> done) {
    NavigableMap<Revision, Map<String, String>> states = new TreeMap<>();
    states.put(Revision.ZERO, Map.of());
    NavigableMap<Revision, List<Txn>> byRevision = new TreeMap<>();
    done.forEach(
        each ->
            byRevision.computeIfAbsent(each.revision(), r -> new ArrayList<>()).add(each.txn()));
    byRevision.forEach(
        (revision, txns) -> states.put(revision, after(states.lastEntry().getValue(), txns)));
    return states;
  }

  /** The state after one of {@code txns} made a change and the others, coming later, made none. */
  private static Map<String, String> after(Map<String, String> before, List<Txn> txns) {
    return txns.stream()
        .map(txn -> applied(before, txn))
        .filter(after -> txns.stream().allMatch(txn -> applied(after, txn).equals(after)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("two changes at one revision: " + txns));
  }

  private static Map<String, String> applied(Map<String, String> before, Txn txn) {
    Map<String, String> after = new TreeMap<>(before);
    for (Op op : txn.ops()) {
      switch (op) {
        case Op.Put(String key, byte[] value) -> after.put(key, new String(value, UTF_8));
        case Op.Delete(String key) -> after.remove(key);
      }
    }
    return after;
  }

  private Map<String, String> stateNow() {
    Map<String, String> state = new TreeMap<>();
    entries("").forEach(entry -> state.put(entry.key(), new String(entry.value(), UTF_8)));
    return state;
  }

  private interface Writer {
    List<Done> write(int number) throws Exception;
  }

  private static List<Done> inParallel(Writer writer) throws Exception {
    List<Callable<List<Done>>> tasks =
        IntStream.range(0, WRITERS)
            .mapToObj(number -> (Callable<List<Done>>) () -> writer.write(number))
            .toList();
    List<Done> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (Future<List<Done>> task : threads.invokeAll(tasks, 2, TimeUnit.MINUTES)) {
        all.addAll(task.get());
      }
    }
    return all;
  }

  private record Done(Revision revision, Txn txn) {}
}
