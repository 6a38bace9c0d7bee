package io.fairlead.testkit.store;

import io.fairlead.registry.CrashContract;
import io.fairlead.spi.Store;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

class MemoryStoreTest extends StoreContract {
  @Override
  protected StoreFixture open() {
    return new Memory();
  }

  /** What an agent that is killed leaves here. */
  @Nested
  class Crashes extends CrashContract {
    @Override
    protected StoreFixture open() {
      return MemoryStoreTest.this.open();
    }
  }

  private static final class Memory implements StoreFixture {
    private final ManualTime time = new ManualTime();
    private MemoryStore store = new MemoryStore(time, 1000, 100);

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Store restart() {
      store = store.reopen();
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
      store.forgetHistory();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
