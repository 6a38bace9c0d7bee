package io.fairlead.stores.consul;

import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.LoggedStore;
import io.fairlead.stores.url.Scheme;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import java.util.random.RandomGenerator;

/** The store in Consul's key-value store. */
public final class ConsulStore {
  private ConsulStore() {}

  /**
   * Opens the store at {@code url}; whether Consul can be reached shows at the first call.
   *
   * @param random safe to use by many threads at once
   * @throws StoreException not retryable where the URL or its files cannot be used
   */
  public static Store open(StoreUrl url, Secrets secrets, Time time, RandomGenerator random) {
    return new LoggedStore(server(url, secrets, time), time, random);
  }

  /** As above, to be read only. */
  public static Store openToRead(StoreUrl url, Secrets secrets, Time time, RandomGenerator random) {
    return LoggedStore.onlyRead(server(url, secrets, time), time, random);
  }

  private static ConsulKeyServer server(StoreUrl url, Secrets secrets, Time time) {
    if (url.scheme() != Scheme.CONSUL) {
      throw StoreException.refused("'" + url + "' is no Consul; write consul://HOST:PORT/PREFIX");
    }
    if (url.user() != null) {
      throw StoreException.refused(
          "Consul knows tokens, not users; take '"
              + url.user()
              + "@' out of the URL and write token-file=FILE");
    }
    return new ConsulKeyServer(url, secrets, time);
  }
}
