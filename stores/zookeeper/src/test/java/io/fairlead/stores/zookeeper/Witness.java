package io.fairlead.stores.zookeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Watch;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows one watch of all keys through failures, and keeps what it is told. */
final class Witness implements AutoCloseable {
  private final Watch watch;
  private final Thread thread;
  private final List<String> told = new ArrayList<>();
  private Revision seen;
  private volatile boolean closed;
  private @Nullable Throwable failure;

  Witness(Store store) {
    seen = store.read("", null).revision();
    watch = store.watch("", seen);
    thread = Thread.ofVirtual().start(this::follow);
  }

  private void follow() {
    try {
      while (!closed) {
        take(next(watch));
      }
    } catch (InterruptedException | StoreException | AssertionError e) {
      synchronized (this) {
        failure = closed ? null : e;
      }
    }
  }

  private synchronized void take(Watch.Event event) {
    switch (event) {
      case Watch.Delta delta -> {
        delta
            .changes()
            .forEach(
                change -> {
                  assertTrue(change.revision().isAfter(seen), "in order, nothing again");
                  told.add(change.key());
                });
        seen = delta.revision();
      }
      case Watch.Reset reset -> throw new AssertionError("a gap: " + reset);
    }
  }

  /** The next event; a store that is away is asked again. */
  static Watch.Event next(Watch watch) throws InterruptedException {
    while (true) {
      try {
        Watch.Event event = watch.next(Duration.ofSeconds(5));
        if (event != null) {
          return event;
        }
      } catch (StoreException e) {
        if (!e.retryable()) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  void awaitRevision(Revision last) throws InterruptedException {
    Patience.until(() -> reached(last));
    synchronized (this) {
      assertEquals(null, failure);
    }
  }

  private synchronized boolean reached(Revision last) {
    return failure != null || !last.isAfter(seen);
  }

  synchronized void assertToldOnce(String key) {
    assertEquals(1, told.stream().filter(key::equals).count(), key);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
