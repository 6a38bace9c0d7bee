package io.fairlead.stores.consul;

import io.fairlead.registry.CrashContract;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.store.ClientFixture;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The whole contract on one real server; each test has a prefix of its own there. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ConsulStoreContractIT extends StoreContract {
  /** More transactions than the log holds. */
  private static final int MANY = 1100;

  private static final AtomicInteger PREFIXES = new AtomicInteger();
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
    String place = servers.addresses() + "/contract/" + PREFIXES.incrementAndGet();
    StoreUrl url = StoreUrl.parse("consul://" + place);
    return new ClientFixture(
        () -> ConsulStore.open(url, Secrets.NONE, new MachineTime(), new Random()),
        Duration.ofSeconds(2),
        ClientFixture.churn(MANY));
  }

  /** What an agent that is killed leaves here. */
  @Nested
  class Crashes extends CrashContract {
    @Override
    protected StoreFixture open() {
      return ConsulStoreContractIT.this.open();
    }
  }
}
