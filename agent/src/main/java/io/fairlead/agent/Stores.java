package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.consul.ConsulStore;
import io.fairlead.stores.data.DataDirectory;
import io.fairlead.stores.embedded.EmbeddedStore;
import io.fairlead.stores.etcd.EtcdStore;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.zookeeper.ZooKeeperStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The store that the configuration names, and the data folder beside it.
 *
 * @param folder the lock on the data folder; null where the store itself holds it
 */
record Stores(Store store, @Nullable DataDirectory folder) implements AutoCloseable {

  /**
   * Opens both. A store that is away is no failure: it is asked again by those who use it.
   *
   * @throws StartFailure where the folder cannot be used, or the store's URL is no good
   */
  static Stores open(AgentConfig config, Map<String, String> variables, Time time) {
    try {
      StoreUrl url = config.store();
      if (!url.scheme().remote()) {
        Path folder = url.path().isEmpty() ? config.data() : Path.of(url.path());
        return new Stores(EmbeddedStore.open(folder, time), null);
      }
      DataDirectory folder = DataDirectory.open(config.data());
      try {
        return new Stores(remote(url, Secrets.of(url, variables), time), folder);
      } catch (RuntimeException e) {
        folder.close();
        throw e;
      }
    } catch (StoreException e) {
      String why = String.valueOf(e.getMessage());
      boolean named = why.contains("--data") || config.store().scheme().remote();
      throw new StartFailure(named ? why : why + " (--data names the directory)");
    }
  }

  /** A store on the network. */
  static Store remote(StoreUrl url, Secrets secrets, Time time) {
    return switch (url.scheme()) {
      case CONSUL -> ConsulStore.open(url, secrets, time, new Random());
      case ETCD -> EtcdStore.open(url, secrets, time);
      case ZOOKEEPER -> ZooKeeperStore.open(url, secrets, time, new Random());
      case EMBEDDED -> throw new IllegalArgumentException(url + " is not on the network");
    };
  }

  /** A store on the network that is only read. */
  static Store toRead(StoreUrl url, Secrets secrets, Time time) {
    return switch (url.scheme()) {
      case CONSUL -> ConsulStore.openToRead(url, secrets, time, new Random());
      case ZOOKEEPER -> ZooKeeperStore.openToRead(url, secrets, time, new Random());
      case ETCD, EMBEDDED -> remote(url, secrets, time);
    };
  }

  /** Whether other hosts share it. */
  boolean shared() {
    return folder != null;
  }

  @Override
  public void close() {
    store.close();
    if (folder != null) {
      folder.close();
    }
  }
}
