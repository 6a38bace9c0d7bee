package io.fairlead.stores.embedded;

import io.fairlead.registry.CrashContract;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

class EmbeddedStoreTest extends StoreContract {
  /** Small, so that the tests reach every one. */
  private static final Limits SMALL = new Limits(100, 64 * 1024, 50, 1000, 1024 * 1024, 64, 16);

  @Override
  protected StoreFixture open() {
    try {
      return new Embedded(Files.createTempDirectory("fairlead-store"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an agent that is killed leaves here. */
  @Nested
  class Crashes extends CrashContract {
    @Override
    protected StoreFixture open() {
      return EmbeddedStoreTest.this.open();
    }
  }

  private static final class Embedded implements StoreFixture {
    private final Path directory;
    private final ManualTime time = new ManualTime();
    private EmbeddedStore store;

    Embedded(Path directory) {
      this.directory = directory;
      store = EmbeddedStore.open(directory, time, SMALL);
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Store restart() {
      store.close();
      store = EmbeddedStore.open(directory, time, SMALL);
      return store;
    }

    @Override
    public Duration ttl() {
      return Duration.ofSeconds(10);
    }

    @Override
    public void pass(Duration duration) throws InterruptedException {
      time.awaitSleepers(1); // who ends leases has looked at the clock and sleeps
      time.advance(duration);
    }

    @Override
    public void forgetHistory() {
      for (int i = 0; i < 2 * SMALL.history() + 1; i++) {
        store.commit(Txn.of(null, new Op.Put("churn", new byte[0])));
        store.commit(new Txn(List.of(), List.of(new Op.Delete("churn")), null));
      }
    }

    @Override
    public void close() {
      store.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
