package io.fairlead.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.Revision;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Watch;
import io.fairlead.spi.Watch.Change;
import io.fairlead.spi.Watch.Delta;
import io.fairlead.spi.Watch.Event;
import io.fairlead.spi.Watch.Reset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams of changes. */
abstract class WatchesContract extends StoreCase {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aWatchYieldsWhatHappensAfterItsRevision() throws InterruptedException {
    commit(put("before", "1"));
    try (Watch watch = store.watch("", revision())) {
      Revision revision = commit(put("a", "1"));

      Delta delta = delta(watch);

      assertEquals(revision, delta.revision());
      assertEquals(List.of("a=1@" + revision), told(delta));
    }
  }

  @Test
  void aWatchFromAnOlderRevisionCatchesUp() throws InterruptedException {
    Revision first = commit(put("a", "1"));
    commit(put("b", "1"));
    Revision last = commit(delete("a"));

    try (Watch watch = store.watch("", first);
        Replica replica = new Replica(store, "")) {
      Revision seen = first;
      while (last.isAfter(seen)) {
        seen = delta(watch).revision();
      }
      assertEquals(last, seen);
      assertEquals(Map.of("b", "1"), replica.state());
    }
  }

  @Test
  void aDeletionIsAChangeWithoutAValue() throws InterruptedException {
    commit(put("a", "1"));
    try (Watch watch = store.watch("", revision())) {
      Revision revision = commit(delete("a"));

      assertEquals(List.of("a=gone@" + revision), told(delta(watch)));
    }
  }

  @Test
  void aTransactionIsNeverSplit() throws InterruptedException {
    try (Watch watch = store.watch("", revision())) {
      Revision revision = commit(put("a", "1"), put("b", "2"), put("c", "3"));

      Delta delta = delta(watch);

      assertEquals(3, delta.changes().size());
      assertEquals(revision, delta.revision());
    }
  }

  @Test
  void aWatchSeesOnlyItsPrefix() throws InterruptedException {
    try (Watch watch = store.watch("a/", revision())) {
      commit(put("a", "1"), put("a0", "1"), put("b/1", "1"));
      Revision revision = commit(put("a/1", "1"), put("c", "1"));

      assertEquals(List.of("a/1=1@" + revision), told(delta(watch)));
    }
  }

  @Test
  void nothingIsToldTwice() throws InterruptedException {
    try (Replica replica = new Replica(store, "")) {
      for (int i = 0; i < 20; i++) {
        Revision revision = commit(put("a", "" + i));
        replica.follow(revision);
        assertEquals(Map.of("a", "" + i), replica.state());
      }
      assertFalse(replica.step(Duration.ofMillis(20)));
    }
  }

  @Test
  void nothingComesWhereNothingHappens() throws InterruptedException {
    try (Watch watch = store.watch("", revision())) {
      assertNull(watch.next(Duration.ZERO));
      assertNull(watch.next(Duration.ofMillis(20)));
    }
  }

  @Test
  void aTransactionThatChangesNothingIsNotTold() throws InterruptedException {
    try (Watch watch = store.watch("", revision())) {
      commit(delete("not-there"));
      Revision revision = commit(put("a", "1"));

      assertEquals(List.of("a=1@" + revision), told(delta(watch)));
    }
  }

  @Test
  void aWaitIsEndedByAChange() throws Exception {
    try (Watch watch = store.watch("", revision())) {
      FutureTask<@Nullable Event> waiting = waitFor(watch);

      commit(put("a", "1"));

      assertInstanceOf(Delta.class, waiting.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void twoWatchesSeeTheSame() throws InterruptedException {
    try (Replica one = new Replica(store, "");
        Replica two = new Replica(store, "")) {
      fill("k", 300);
      Revision last = commit(delete("k00007"));

      one.follow(last);
      two.follow(last);

      assertEquals(299, one.state().size());
      assertEquals(one.state(), two.state());
    }
  }

  @Test
  void aWatchResumesAfterARestartWithoutAGap() throws InterruptedException {
    Revision seen = commit(put("a", "1"), put("b", "1"));
    commit(put("a", "2"));
    Revision deleted = commit(delete("b"));

    store = fixture.restart();
    try (Watch watch = store.watch("", seen)) {
      Revision put = commit(put("c", "1"));
      Delta delta = delta(watch);
      assertEquals("a=2", told(delta).getFirst().split("@")[0], "the first change after " + seen);
      while (put.isAfter(delta.revision())) {
        assertFalse(delta.revision().isAfter(deleted), "no gap");
        delta = delta(watch);
      }
      assertEquals("c=1@" + put, told(delta).getLast());
    }
  }

  @Test
  void whereTheHistoryIsGoneAWatchSaysSo() throws InterruptedException {
    Revision old = commit(put("a", "1"));
    commit(put("b", "1"));
    commit(delete("a"));
    fixture.forgetHistory();

    try (Watch watch = store.watch("", old)) {
      assertInstanceOf(Reset.class, watch.next(PATIENCE));
      assertInstanceOf(Reset.class, watch.next(PATIENCE), "it is the last word");
    }
    try (Watch watch = store.watch("", revision())) {
      Revision revision = commit(put("c", "1"));
      assertEquals(List.of("c=1@" + revision), told(delta(watch)));
    }
  }

  @Test
  void aRevisionThatNeverWasIsAReset() throws InterruptedException {
    Revision ahead = new Revision(revision().value() + 1_000_000);
    try (Watch watch = store.watch("", ahead)) {
      assertInstanceOf(Reset.class, watch.next(PATIENCE));
    }
  }

  @Test
  void aWatcherThatSleptThroughAStormEndsUpRight() throws InterruptedException {
    try (Replica replica = new Replica(store, "")) {
      fill("storm/", 3000);
      for (int i = 0; i < 300; i++) {
        commit(put("again/" + i % 7, "" + i), delete("storm/%05d".formatted(i)));
      }
      fixture.forgetHistory();
      Revision last = commit(put("last", "1"));

      replica.follow(last);

      assertEquals(2700 + 7 + 1, replica.state().size());
      assertEquals("299", replica.state().get("again/" + 299 % 7));
    }
  }

  @Test
  void closingAWatchEndsAWait() throws Exception {
    Watch watch = store.watch("", revision());
    FutureTask<@Nullable Event> waiting = waitFor(watch);

    watch.close();

    assertEndedForGood(waiting);
    assertRefused("closed", () -> watch.next(Duration.ZERO));
  }

  @Test
  void closingTheStoreEndsAWait() throws Exception {
    Watch watch = store.watch("", revision());
    FutureTask<@Nullable Event> waiting = waitFor(watch);

    store.close();

    assertEndedForGood(waiting);
    watch.close();
  }

  private static void assertEndedForGood(FutureTask<?> waiting) {
    ExecutionException ended =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    StoreException why = assertInstanceOf(StoreException.class, ended.getCause());
    assertFalse(why.retryable());
  }

  /** A thread that is in, or just before, a long wait for the next event. */
  private static FutureTask<@Nullable Event> waitFor(Watch watch) throws Exception {
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    FutureTask<@Nullable Event> waiting =
        new FutureTask<>(
            () -> {
              started.complete(true);
              return watch.next(Duration.ofMinutes(5));
            });
    Thread.ofVirtual().start(waiting);
    started.get(30, TimeUnit.SECONDS);
    return waiting;
  }

  private static Delta delta(Watch watch) throws InterruptedException {
    Event event = watch.next(PATIENCE);
    assertNotNull(event, "nothing came");
    return assertInstanceOf(Delta.class, event);
  }

  private static List<String> told(Delta delta) {
    return delta.changes().stream().map(WatchesContract::told).toList();
  }

  private static String told(Change change) {
    byte[] value = change.value();
    String state = value == null ? "gone" : new String(value, UTF_8);
    return change.key() + "=" + state + "@" + change.revision();
  }
}
