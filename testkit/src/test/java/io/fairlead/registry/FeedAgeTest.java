package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.catalog.Catalog;
import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.testkit.catalog.InternCodec;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How old the catalog is, where the store's watch doubts that it was told all. */
class FeedAgeTest {
  private final ManualTime time = new ManualTime();
  private volatile Duration doubt = Duration.ZERO;

  @Test
  void itIsAsOldAsTheLastSignOfTheStore() throws InterruptedException {
    try (Doubting store = new Doubting(new MemoryStore(time))) {
      CatalogFeed feed =
          new RemoteStore(
                  "dc2", store, new InternCodec<>(), new InternCodec<>(), time, new Journal())
              .feed(new Catalog(), new Random(1));
      Thread thread = Thread.ofVirtual().start(() -> run(feed));
      Patience.until(feed::ready);
      assertEquals(Duration.ZERO, feed.age());
      doubt = Duration.ofSeconds(7);
      Patience.until(() -> feed.age().equals(Duration.ofSeconds(7)));
      thread.interrupt();
      thread.join();
      assertEquals(Duration.ofSeconds(7), feed.age(), "also once nobody follows any more");
    }
  }

  private static void run(CatalogFeed feed) {
    try {
      feed.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A store whose watches doubt as the test says. */
  private final class Doubting implements Store {
    private final Store store;

    Doubting(Store store) {
      this.store = store;
    }

    @Override
    public Watch watch(String prefix, Revision from) {
      Watch watch = store.watch(prefix, from);
      return new Watch() {
        @Override
        public @Nullable Event next(Duration timeout) throws InterruptedException {
          return watch.next(timeout);
        }

        @Override
        public Duration doubt() {
          return doubt;
        }

        @Override
        public void close() {
          watch.close();
        }
      };
    }

    @Override
    public Page read(String prefix, @Nullable String after) {
      return store.read(prefix, after);
    }

    @Override
    public Commit commit(Txn txn) {
      return store.commit(txn);
    }

    @Override
    public Lease grant(Duration ttl) {
      return store.grant(ttl);
    }

    @Override
    public @Nullable Lease adopt(String leaseId) {
      return store.adopt(leaseId);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
