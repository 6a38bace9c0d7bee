package io.fairlead.stores.zookeeper;

import io.fairlead.testkit.ipam.Contested;
import io.fairlead.testkit.ipam.GatedStore;
import io.fairlead.testkit.ipam.PartitionContract;
import io.fairlead.testkit.servers.ZooKeeperServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Hosts that contend for addresses on a real ZooKeeper. */
@SuppressWarnings("NullAway.Init") // set before each test
class ZooKeeperAddressesIT extends PartitionContract {
  private ZooKeeperServers servers;

  @BeforeEach
  void startServer() {
    servers = ZooKeeperServers.launch(1);
  }

  @AfterEach
  void endServer() {
    servers.close();
  }

  @Override
  protected Contested open() {
    String root = Clients.freshRoot();
    return new GatedStore(
        servers.port(0),
        address -> Clients.store(address, root),
        () -> {
          servers.kill(0);
          servers.start(0);
        });
  }
}
