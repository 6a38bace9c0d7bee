package io.fairlead.stores.consul;

import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.ipam.Contested;
import io.fairlead.testkit.ipam.GatedStore;
import io.fairlead.testkit.ipam.PartitionContract;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.time.MachineTime;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Hosts that contend for addresses on a real Consul. */
@SuppressWarnings("NullAway.Init") // set before each test
class ConsulAddressesIT extends PartitionContract {
  private ConsulServers servers;

  @BeforeEach
  void startServer() {
    servers = ConsulServers.start(1);
  }

  @AfterEach
  void endServer() {
    servers.close();
  }

  @Override
  protected Contested open() {
    return new GatedStore(
        URI.create("http://" + servers.addresses()).getPort(),
        address ->
            ConsulStore.open(
                StoreUrl.parse("consul://" + address + "/contest"),
                Secrets.NONE,
                new MachineTime(),
                new Random()),
        () -> {
          servers.server(0).kill();
          servers.server(0).start();
        });
  }
}
