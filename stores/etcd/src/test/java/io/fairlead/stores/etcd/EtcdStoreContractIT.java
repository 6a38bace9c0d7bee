package io.fairlead.stores.etcd;

import io.fairlead.registry.CrashContract;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Ask;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.store.ClientFixture;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** One real etcd for all tests; each has a prefix of its own. */
@SuppressWarnings("NullAway.Init") // set before all tests
class EtcdStoreContractIT extends StoreContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static EtcdServers servers;

  @BeforeAll
  static void start() {
    servers = EtcdServers.start(1);
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @Override
  protected StoreFixture open() {
    String place = servers.addresses() + "/test/" + PREFIXES.incrementAndGet();
    StoreUrl url = StoreUrl.parse("etcd://" + place);
    return new ClientFixture(
        () -> EtcdStore.open(url, Secrets.NONE, new MachineTime()),
        Duration.ofSeconds(3),
        store -> compact(url, store.read("", null).revision().value()));
  }

  /** Has etcd forget all that was before now. */
  static void compact(StoreUrl url, long revision) {
    try (Gateway gateway = new Gateway(url, Secrets.NONE, new MachineTime())) {
      gateway.insist(Ask.post("/v3/kv/compaction", Map.of("revision", revision)));
    }
  }

  /** What an agent that is killed leaves here. */
  @Nested
  class Crashes extends CrashContract {
    @Override
    protected StoreFixture open() {
      return EtcdStoreContractIT.this.open();
    }
  }
}
