package io.fairlead.stores.etcd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Watch;
import io.fairlead.spi.Watch.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a watch as an agent does: goes on after failures that pass, and keeps all it was told. */
final class Follower implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final long PAUSE_MILLIS = 50;
  private static final long PATIENCE_SECONDS = 120;

  private final Watch watch;
  private final List<Change> told = new ArrayList<>();
  private Revision last;
  private volatile @Nullable StoreException away;

  Follower(Store store, Revision from) {
    last = from;
    watch = store.watch("", from);
  }

  /** All changes in the order they were told, where {@code wanted} came about. */
  List<Change> until(Predicate<List<Change>> wanted) throws Exception {
    return within(
        () -> {
          while (!wanted.test(told)) {
            if (step() instanceof Watch.Reset reset) {
              throw new AssertionError("reset: " + reset.why());
            }
          }
          return List.copyOf(told);
        });
  }

  /** Follows until a Reset. */
  Watch.Reset untilReset() throws Exception {
    return within(
        () -> {
          while (true) {
            if (step() instanceof Watch.Reset reset) {
              return reset;
            }
          }
        });
  }

  /** Follows until the watch says that the store is away. */
  StoreException untilAway() throws Exception {
    away = null;
    return within(
        () -> {
          while (true) {
            step();
            StoreException said = away;
            if (said != null) {
              return said;
            }
          }
        });
  }

  private Watch.@Nullable Event step() throws InterruptedException {
    try {
      Watch.Event event = watch.next(STEP);
      if (event instanceof Watch.Delta delta) {
        delta.changes().forEach(this::tell);
      }
      return event;
    } catch (StoreException e) {
      assertTrue(e.retryable(), "a watch is never over by itself: " + e.getMessage());
      away = e;
      Thread.sleep(PAUSE_MILLIS);
      return null;
    }
  }

  private void tell(Change change) {
    assertTrue(change.revision().compareTo(last) >= 0, "in order: " + change.key());
    last = change.revision();
    told.add(change);
  }

  private static <T> T within(Callable<T> steps) throws Exception {
    FutureTask<T> task = new FutureTask<>(steps);
    Thread thread = Thread.ofVirtual().start(task);
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
