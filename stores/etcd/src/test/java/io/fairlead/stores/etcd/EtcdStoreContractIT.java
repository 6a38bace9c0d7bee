package io.fairlead.stores.etcd;

import io.fairlead.spi.Store;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Ask;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.store.StoreContract;
import io.fairlead.testkit.store.StoreFixture;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
    String prefix = "test/" + PREFIXES.incrementAndGet();
    return new OnEtcd(StoreUrl.parse("etcd://" + servers.addresses() + "/" + prefix));
  }

  /** Has etcd forget all that was before now. */
  static void compact(StoreUrl url, long revision) {
    try (Gateway gateway = new Gateway(url, Secrets.NONE)) {
      gateway.insist(Ask.post("/v3/kv/compaction", Map.of("revision", revision)));
    }
  }

  private static final class OnEtcd implements StoreFixture {
    private final StoreUrl url;
    private Store store;

    OnEtcd(StoreUrl url) {
      this.url = url;
      store = EtcdStore.open(url, Secrets.NONE, new MachineTime());
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Store restart() {
      store.close();
      store = EtcdStore.open(url, Secrets.NONE, new MachineTime());
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
      compact(url, store.read("", null).revision().value());
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
