package io.fairlead.stores.zookeeper;

import io.fairlead.spi.Store;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.ZooKeeperServers;
import io.fairlead.testkit.time.MachineTime;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of servers under test. */
final class Clients {
  /** Short, so that tests of absence are. */
  static final Limits SHORT =
      new Limits(
          Duration.ofSeconds(6),
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofSeconds(3),
          Duration.ofMillis(250),
          4096);

  private static final AtomicInteger ROOTS = new AtomicInteger();

  private Clients() {}

  /** A place in the servers that nothing has used before. */
  static String freshRoot() {
    return "fairlead/test" + ROOTS.incrementAndGet();
  }

  static Store store(String hosts, String root) {
    return store("zookeeper://" + hosts + "/" + root, Map.of());
  }

  /** What a URL opens, with what the variables hold. */
  static Store store(String url, Map<String, String> variables) {
    StoreUrl parsed = StoreUrl.parse(url);
    return ZooKeeperStore.open(
        parsed, Secrets.of(parsed, variables), SHORT, new MachineTime(), new Random());
  }

  static ZooKeeperKeyServer open(ZooKeeperServers servers, String root) {
    return open(servers.hosts(), root, Access.PLAIN);
  }

  static ZooKeeperKeyServer open(String hosts, String root, Access access) {
    return new ZooKeeperKeyServer(
        StoreUrl.parse("zookeeper://" + hosts).hosts(),
        root,
        access,
        SHORT,
        new MachineTime(),
        new Random(1));
  }
}
