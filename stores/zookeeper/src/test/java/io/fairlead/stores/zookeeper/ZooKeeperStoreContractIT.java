package io.fairlead.stores.zookeeper;

import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.servers.ZooKeeperServers;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** All that a store must do, on one real server. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ZooKeeperStoreContractIT extends StoreContract {
  /** More than any history keeps. */
  private static final int MANY = 1200;

  private static ZooKeeperServers servers;

  @BeforeAll
  static void startServer() {
    servers = ZooKeeperServers.launch(1);
  }

  @AfterAll
  static void endServer() {
    servers.close();
  }

  @Override
  protected StoreFixture open() {
    return new Fixture(Clients.freshRoot());
  }

  private static final class Fixture implements StoreFixture {
    private final String root;
    private Store store;

    Fixture(String root) {
      this.root = root;
      store = Clients.store(servers.hosts(), root);
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Store restart() {
      store.close();
      store = Clients.store(servers.hosts(), root);
      return store;
    }

    @Override
    public Duration ttl() {
      return Duration.ofSeconds(3);
    }

    @Override
    public void pass(Duration duration) throws InterruptedException {
      Thread.sleep(duration);
    }

    @Override
    public void forgetHistory() {
      for (int i = 0; i < MANY; i += 2) {
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
