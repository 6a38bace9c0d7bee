package io.fairlead.stores.consul;

import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract on one real server; each test has a prefix of its own there. */
class ConsulStoreContractIT extends StoreContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ConsulServers servers;

  @BeforeAll
  static void startServer() {
    servers = ConsulServers.start(1);
  }

  @AfterAll
  static void closeServer() {
    servers.close();
  }

  @Override
  protected StoreFixture open() {
    return new Consul();
  }

  private static final class Consul implements StoreFixture {
    /** More transactions than the log holds. */
    private static final int MANY = 1100;

    private final MachineTime time = new MachineTime();
    private final StoreUrl url =
        StoreUrl.parse(
            "consul://" + servers.addresses() + "/contract/" + PREFIXES.incrementAndGet());
    private Store store = connect();

    private Store connect() {
      return ConsulStore.open(url, Secrets.NONE, time, new Random());
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
      return Duration.ofSeconds(2);
    }

    @Override
    public void pass(Duration duration) throws InterruptedException {
      time.sleep(duration);
    }

    @Override
    public void forgetHistory() {
      for (int i = 0; i < MANY; i++) {
        store.commit(Txn.of(null, new Op.Put("churn", new byte[0])));
      }
      store.commit(Txn.of(null, new Op.Delete("churn")));
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
