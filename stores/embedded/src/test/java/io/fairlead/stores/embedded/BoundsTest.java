package io.fairlead.stores.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.data.DataDirectory;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store does at its own bounds, beyond what every store does. */
@SuppressWarnings("NullAway.Init") // set before each test
class BoundsTest {
  private static final Limits LIMITS = new Limits(100, 10_000, 50, 200, 20_000, 2, 3);

  private final ManualTime time = new ManualTime();
  @TempDir Path directory;
  private EmbeddedStore store;

  @BeforeEach
  void open() {
    store = EmbeddedStore.open(directory.resolve("data"), time, LIMITS);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aWatchBehindByTooManyChangesIsReset() throws InterruptedException {
    try (Watch watch = store.watch("", Revision.ZERO)) {
      for (int i = 0; i <= LIMITS.deltaChanges(); i++) {
        put("key/" + i, 1);
      }
      assertInstanceOf(Watch.Reset.class, watch.next(Duration.ZERO));
    }
  }

  @Test
  void aWatchBehindByTooManyBytesIsReset() throws InterruptedException {
    try (Watch watch = store.watch("", Revision.ZERO)) {
      put("a", LIMITS.deltaBytes());
      put("b", 1);
      assertInstanceOf(Watch.Reset.class, watch.next(Duration.ZERO));
    }
  }

  @Test
  void manyChangesOfOneKeyAreOneChange() throws InterruptedException {
    try (Watch watch = store.watch("", Revision.ZERO)) {
      for (int i = 0; i <= LIMITS.deltaChanges(); i++) {
        put("same", i % 7);
      }
      Watch.Delta delta = assertInstanceOf(Watch.Delta.class, watch.next(Duration.ZERO));
      assertEquals(1, delta.changes().size());
    }
  }

  @Test
  void changesElsewhereDoNotResetAWatch() throws InterruptedException {
    try (Watch watch = store.watch("mine/", Revision.ZERO)) {
      for (int i = 0; i < 3 * LIMITS.history(); i++) {
        put("theirs", 1);
        store.commit(Txn.of(null, new Op.Delete("theirs")));
        assertEquals(null, watch.next(Duration.ZERO));
      }
      put("mine/1", 1);
      assertInstanceOf(Watch.Delta.class, watch.next(Duration.ZERO));
    }
  }

  @Test
  void deletionsAreRememberedForAsLongAsPromised() throws InterruptedException {
    for (int i = 0; i < 4 * LIMITS.history(); i++) {
      put("key", 1);
      store.commit(Txn.of(null, new Op.Delete("key")));
    }
    long newest = store.read("", null).revision().value();

    Revision known = new Revision(newest - 2L * LIMITS.history() + 1);
    try (Watch watch = store.watch("", known)) {
      assertInstanceOf(Watch.Delta.class, watch.next(Duration.ZERO));
    }
    Revision forgotten = new Revision(newest - 4L * LIMITS.history() - 1);
    try (Watch watch = store.watch("", forgotten)) {
      assertInstanceOf(Watch.Reset.class, watch.next(Duration.ZERO));
    }
  }

  @Test
  void aPageEndsWhereItIsLargeEnough() {
    for (int i = 0; i < 10; i++) {
      put("key/" + i, LIMITS.pageBytes() / 2);
    }

    Store.Page page = store.read("", null);

    assertEquals(2, page.entries().size());
    assertTrue(page.more());
  }

  @Test
  void oneLeaseTooManyIsRefusedUntilOneEnds() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < LIMITS.leases(); i++) {
      leases.add(store.grant(Duration.ofHours(1)));
    }
    assertThrows(StoreException.class, () -> store.grant(Duration.ofHours(1)));

    leases.getFirst().revoke();

    assertNotNull(store.grant(Duration.ofHours(1)));
  }

  @Test
  void everyCommitIsSyncedToTheDisk() throws SQLException {
    try (Connection connection = otherDatabase().connect();
        Statement statement = connection.createStatement();
        ResultSet synchronous = statement.executeQuery("PRAGMA synchronous")) {
      assertEquals(2, synchronous.getInt(1), "FULL");
    }
  }

  @Test
  void tooManyThatWaitAreAnsweredAndTheOthersDone() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    Database database = otherDatabase();
    try (Writer writer = otherWriter(database)) {
      List<FutureTask<Boolean>> answers = new ArrayList<>();
      answers.add(inThread(() -> writer.submit(work -> await(busy, go), ignored -> {})));
      busy.await();
      for (int i = 0; i < 3; i++) {
        answers.add(inThread(() -> submitOrCount(writer, refused)));
      }
      refused.await();
      go.countDown();

      int done = 0;
      for (FutureTask<Boolean> answer : answers) {
        done += answer.get(30, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertEquals(3, done, "one was busy, two waited, one was refused");
    }
  }

  @Test
  void aFailureIsAnsweredAndTheWriterGoesOn() throws Exception {
    Database database = otherDatabase();
    try (Writer writer = otherWriter(database)) {
      Writer.Work<Boolean> failing =
          work -> {
            work.apply(Txn.of(null, new Op.Put("undone", new byte[0])));
            throw new SQLException("no luck", "", 13);
          };
      StoreException failure =
          assertThrows(StoreException.class, () -> writer.submit(failing, ignored -> {}));
      assertTrue(failure.retryable());
      assertTrue(String.valueOf(failure.getMessage()).contains("is full"));

      writer.submit(work -> work.apply(Txn.of(null, new Op.Put("a", new byte[0]))), ignored -> {});

      try (Reader reader = new Reader(database, LIMITS)) {
        Store.Page page = reader.page("", null);
        assertEquals(List.of("a"), page.entries().stream().map(Store.Entry::key).toList());
        assertEquals(new Revision(1), page.revision());
      }
    }
  }

  private Database otherDatabase() {
    return Database.open(DataDirectory.open(directory.resolve("other")));
  }

  private Writer otherWriter(Database database) {
    return new Writer(directory, () -> new Tables(database.connect(), 10), 2, () -> {});
  }

  private static boolean await(CountDownLatch busy, CountDownLatch go) {
    busy.countDown();
    try {
      return go.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static boolean submitOrCount(Writer writer, CountDownLatch refused) {
    try {
      return writer.submit(work -> true, ignored -> {});
    } catch (StoreException e) {
      assertTrue(e.retryable());
      refused.countDown();
      return false;
    }
  }

  private static FutureTask<Boolean> inThread(Callable<Boolean> call) {
    FutureTask<Boolean> task = new FutureTask<>(call);
    Thread.ofPlatform().start(task);
    return task;
  }

  private void put(String key, int bytes) {
    store.commit(Txn.of(null, new Op.Put(key, new byte[bytes])));
  }
}
