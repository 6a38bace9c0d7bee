package io.fairlead.stores.logged;

import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.Random;

class LoggedStoreTest extends StoreContract {
  @Override
  protected StoreFixture open() {
    return new Logged();
  }

  private static final class Logged implements StoreFixture {
    private final MemoryKeys keys = new MemoryKeys();
    private final ManualTime time = new ManualTime();
    private LoggedStore store = connect();

    private LoggedStore connect() {
      return new LoggedStore(new MemoryKeyServer(keys), time, new Random());
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Store restart() {
      store.close();
      store = connect();
      return store;
    }

    @Override
    public Duration ttl() {
      return Duration.ofSeconds(10);
    }

    @Override
    public void pass(Duration duration) throws InterruptedException {
      Duration step = Duration.ofMillis(250);
      for (Duration left = duration; left.isPositive(); left = left.minus(step)) {
        time.awaitSleepers(1); // who ends leases has looked at them and sleeps
        time.advance(step);
      }
      time.awaitSleepers(1);
    }

    @Override
    public void forgetHistory() {
      for (int i = 0; i < History.LENGTH; i++) {
        store.commit(Txn.of(null, new Op.Put("churn", new byte[0])));
        store.commit(Txn.of(null, new Op.Delete("churn")));
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
