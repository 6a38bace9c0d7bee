package io.fairlead.stores.etcd;

import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.ipam.Contested;
import io.fairlead.testkit.ipam.GatedStore;
import io.fairlead.testkit.ipam.PartitionContract;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.time.MachineTime;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Hosts that contend for addresses on a real etcd. */
@SuppressWarnings("NullAway.Init") // set before each test
class EtcdAddressesIT extends PartitionContract {
  private EtcdServers servers;

  @BeforeEach
  void startServer() {
    servers = EtcdServers.start(1);
  }

  @AfterEach
  void endServer() {
    servers.close();
  }

  @Override
  protected Contested open() {
    return new GatedStore(
        URI.create("http://" + servers.address(0)).getPort(),
        address ->
            EtcdStore.open(
                StoreUrl.parse("etcd://" + address + "/contest"), Secrets.NONE, new MachineTime()),
        () -> {
          servers.server(0).kill();
          servers.server(0).start();
        });
  }
}
