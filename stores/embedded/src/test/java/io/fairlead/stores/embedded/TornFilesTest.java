package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut may leave of the files: cut or filled with garbage anywhere in their ends. */
class TornFilesTest {
  private static final String DATABASE = "fairlead.db";
  private static final String LOG = "fairlead.db-wal";
  private static final int FRAME = 24 + 4096;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** What the store held at each revision. */
  private final NavigableMap<Revision, Map<String, String>> history = new TreeMap<>();

  /** How long the log was when each revision was acknowledged. */
  private final NavigableMap<Long, Revision> acknowledged = new TreeMap<>();

  private Revision checkpointed = Revision.ZERO;
  private byte[] database = {};
  private byte[] log = {};

  @TempDir Path directory = Path.of("set by JUnit");

  @BeforeEach
  void filesOfAStoreThatWasNotClosed() throws IOException {
    System.out.println("seed " + seed);
    Path origin = directory.resolve("origin");
    Map<String, String> state = new TreeMap<>();
    try (Store store = EmbeddedStore.open(origin, new ManualTime())) {
      for (int i = 0; i < 50; i++) {
        checkpointed = commit(store, state, i);
      }
    }
    try (Store store = EmbeddedStore.open(origin, new ManualTime())) {
      acknowledged.put(0L, checkpointed);
      for (int i = 50; i < 65; i++) {
        Revision revision = commit(store, state, i);
        acknowledged.put(Files.size(origin.resolve(LOG)), revision);
      }
      database = Files.readAllBytes(origin.resolve(DATABASE));
      log = Files.readAllBytes(origin.resolve(LOG));
    }
    assertTrue(acknowledged.size() > 10, "each transaction made the log longer");
  }

  @Test
  void aLogCutAnywhereLosesNothingThatIsWhollyInIt() throws IOException {
    for (int cut : placesInTheTail()) {
      opensAtOrAfter(cut, Arrays.copyOf(log, cut));
    }
  }

  @Test
  void garbageInTheTailOfTheLogLosesNothingBeforeIt() throws IOException {
    for (int place : sample(placesInTheTail(), 60)) {
      byte[] torn = new byte[log.length + random.nextInt(2 * FRAME)];
      random.nextBytes(torn);
      System.arraycopy(log, 0, torn, 0, place);
      opensAtOrAfter(place, torn);
    }
  }

  @Test
  void aLogThatIsGoneLeavesWhatWasCheckpointed() throws IOException {
    opensAtOrAfter(0, new byte[0]);
  }

  @Test
  void aDatabaseThatIsCutIsRefusedAndLeftAlone() throws IOException {
    byte[] whole = checkpointedDatabase();
    for (int cut = 0; cut < whole.length; cut += 1 + random.nextInt(whole.length / 20)) {
      assertRefusedUnchanged("damaged", Arrays.copyOf(whole, cut), null);
    }
  }

  @Test
  void aDatabaseThatIsCutBesideALogIsMendedByItOrRefusedAndLeftAlone() throws IOException {
    int refused = 0;
    for (int cut = 0; cut < database.length; cut += 1 + random.nextInt(database.length / 20)) {
      Path copy = copy(Arrays.copyOf(database, cut), log);
      try (Store store = EmbeddedStore.open(copy, new ManualTime())) {
        assertEquals(history.lastEntry().getValue(), state(store), message(cut));
      } catch (StoreException e) {
        assertRefusedUnchanged("damaged", Arrays.copyOf(database, cut), log);
        refused++;
      }
    }
    assertTrue(refused > 0, "some cut cannot be mended");
  }

  @Test
  void aLogWithoutItsDatabaseIsRefusedAndLeftAlone() throws IOException {
    assertRefusedUnchanged("missing", null, log);
  }

  private Revision commit(Store store, Map<String, String> state, int i) {
    List<Op> ops = new ArrayList<>();
    for (String key : List.of("left/" + i % 9, "right/" + i % 9)) {
      ops.add(new Op.Put(key, ("" + i).repeat(1 + 17 * i).getBytes(UTF_8)));
      state.put(key, ("" + i).repeat(1 + 17 * i));
    }
    if (i % 4 == 3) {
      ops.add(new Op.Delete("left/" + (i - 1) % 9));
      state.remove("left/" + (i - 1) % 9);
    }
    Commit commit = store.commit(new Txn(List.of(), ops, null));
    Revision revision = ((Commit.Done) commit).revision();
    history.put(revision, Map.copyOf(state));
    return revision;
  }

  /** Every byte of the frames' heads in the last transactions, and many of their bodies. */
  private List<Integer> placesInTheTail() {
    List<Long> ends = List.copyOf(acknowledged.keySet());
    int from = ends.get(ends.size() - 3).intValue();
    List<Integer> places = new ArrayList<>();
    for (int at = from; at <= log.length; at++) {
      int inFrame = (at - from) % FRAME;
      if (inFrame <= 26 || inFrame >= FRAME - 2 || random.nextInt(500) == 0) {
        places.add(at);
      }
    }
    return places;
  }

  private List<Integer> sample(List<Integer> places, int count) {
    return random.ints(count, 0, places.size()).mapToObj(places::get).toList();
  }

  private void opensAtOrAfter(int wholeUpTo, byte[] tornLog) throws IOException {
    Path copy = copy(database, tornLog);
    try (Store store = EmbeddedStore.open(copy, new ManualTime())) {
      Revision revision = store.read("", null).revision();
      Revision owed = acknowledged.floorEntry((long) wholeUpTo).getValue();
      assertTrue(revision.compareTo(owed) >= 0, revision + " < " + owed + message(wholeUpTo));
      assertEquals(history.get(revision), state(store), message(wholeUpTo));
    }
  }

  private void assertRefusedUnchanged(String word, byte @Nullable [] db, byte @Nullable [] wal)
      throws IOException {
    Path copy = copy(db, wal);
    StoreException refused =
        assertThrows(
            StoreException.class, () -> EmbeddedStore.open(copy, new ManualTime()).close());
    assertTrue(String.valueOf(refused.getMessage()).contains(word), refused.getMessage());
    assertTrue(String.valueOf(refused.getMessage()).contains("Move "), "says what to do");
    assertUnchanged(db, copy.resolve(DATABASE));
    assertUnchanged(wal, copy.resolve(LOG));
  }

  private static void assertUnchanged(byte @Nullable [] expected, Path file) throws IOException {
    assertEquals(expected != null, Files.exists(file), file + " is there");
    if (expected != null) {
      assertTrue(Arrays.equals(expected, Files.readAllBytes(file)), file + " is unchanged");
    }
  }

  private byte[] checkpointedDatabase() throws IOException {
    Path copy = copy(database, log);
    EmbeddedStore.open(copy, new ManualTime()).close();
    return Files.readAllBytes(copy.resolve(DATABASE));
  }

  /** A directory with these files; null for a file that is not there. */
  private Path copy(byte @Nullable [] db, byte @Nullable [] wal) throws IOException {
    Path copy = directory.resolve("copy");
    if (Files.exists(copy)) {
      for (String name : List.of(DATABASE, LOG, DATABASE + "-shm")) {
        Files.deleteIfExists(copy.resolve(name));
      }
    } else {
      Files.createDirectory(copy);
    }
    if (db != null) {
      Files.write(copy.resolve(DATABASE), db);
    }
    if (wal != null) {
      Files.write(copy.resolve(LOG), wal);
    }
    return copy;
  }

  private static Map<String, String> state(Store store) {
    Map<String, String> state = new TreeMap<>();
    store
        .read("", null)
        .entries()
        .forEach(entry -> state.put(entry.key(), new String(entry.value(), UTF_8)));
    return state;
  }

  private String message(int place) {
    return " at byte " + place + " of " + log.length + ", seed " + seed;
  }
}
