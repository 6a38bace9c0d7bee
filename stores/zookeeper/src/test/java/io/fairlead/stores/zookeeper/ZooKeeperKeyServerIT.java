package io.fairlead.stores.zookeeper;

import io.fairlead.stores.logged.KeyServer;
import io.fairlead.stores.logged.KeyServerContract;
import io.fairlead.testkit.servers.ZooKeeperServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@SuppressWarnings("NullAway.Init") // set before all tests
class ZooKeeperKeyServerIT extends KeyServerContract {
  private static ZooKeeperServers servers;
  private final String root = Clients.freshRoot();

  @BeforeAll
  static void startServers() {
    servers = ZooKeeperServers.launch(3);
  }

  @AfterAll
  static void endServers() {
    servers.close();
  }

  @Override
  protected KeyServer open() {
    return Clients.open(servers, root);
  }
}
