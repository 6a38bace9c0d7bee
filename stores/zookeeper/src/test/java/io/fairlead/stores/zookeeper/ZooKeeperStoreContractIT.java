package io.fairlead.stores.zookeeper;

import io.fairlead.registry.CrashContract;
import io.fairlead.testkit.servers.ZooKeeperServers;
import io.fairlead.testkit.store.ClientFixture;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

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
    String root = Clients.freshRoot();
    return new ClientFixture(
        () -> Clients.store(servers.hosts(), root),
        Duration.ofSeconds(3),
        ClientFixture.churn(MANY));
  }

  /** What an agent that is killed leaves here. */
  @Nested
  class Crashes extends CrashContract {
    @Override
    protected StoreFixture open() {
      return ZooKeeperStoreContractIT.this.open();
    }
  }
}
