package io.fairlead.stores.consul;

import io.fairlead.stores.logged.KeyServer;
import io.fairlead.stores.logged.KeyServerContract;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.time.MachineTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What a key server must do, on a real server; each test has a prefix of its own there. */
class ConsulKeyServerIT extends KeyServerContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ConsulServers servers;

  private final int prefix = PREFIXES.incrementAndGet();

  @BeforeAll
  static void startServer() {
    servers = ConsulServers.start(1);
  }

  @AfterAll
  static void closeServer() {
    servers.close();
  }

  @Override
  protected KeyServer open() {
    StoreUrl url = StoreUrl.parse("consul://" + servers.addresses() + "/keys/" + prefix);
    return new ConsulKeyServer(url, Secrets.NONE, new MachineTime());
  }
}
