package io.fairlead.stores.zookeeper;

import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.LoggedStore;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.url.Tls;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/** The store on ZooKeeper. */
public final class ZooKeeperStore {
  /** Where everything is, where the URL has no path. */
  private static final String USUAL_ROOT = "fairlead";

  private ZooKeeperStore() {}

  /**
   * Opens the store that {@code url} names. Servers that are away are no failure here: what is
   * asked then is away.
   *
   * @throws StoreException not retryable, where the URL or one of its files cannot be used
   */
  public static Store open(StoreUrl url, Secrets secrets, Time time, RandomGenerator random) {
    return open(url, secrets, Limits.USUAL, time, random);
  }

  /** As above, to be read only. */
  public static Store openToRead(StoreUrl url, Secrets secrets, Time time, RandomGenerator random) {
    return LoggedStore.onlyRead(server(url, secrets, Limits.USUAL, time, random), time, random);
  }

  static Store open(
      StoreUrl url, Secrets secrets, Limits limits, Time time, RandomGenerator random) {
    return new LoggedStore(server(url, secrets, limits, time, random), time, random);
  }

  private static ZooKeeperKeyServer server(
      StoreUrl url, Secrets secrets, Limits limits, Time time, RandomGenerator random) {
    if (url.option("token-file") != null) {
      throw StoreException.refused(
          "ZooKeeper has users, not tokens; write zookeeper://USER@... and password-file=FILE");
    }
    String root = url.path().isEmpty() ? USUAL_ROOT : url.path();
    requireRoot(root);
    SSLContext tls = Tls.of(url);
    Access access =
        new Access(tls == null ? null : tls.getSocketFactory(), url.user(), secrets.password());
    return new ZooKeeperKeyServer(url.hosts(), root, access, limits, time, random);
  }

  private static void requireRoot(String root) {
    if (root.equals("zookeeper") || root.startsWith("zookeeper/")) {
      throw StoreException.refused(
          "/zookeeper is ZooKeeper's own; write another path into the URL");
    }
  }
}
