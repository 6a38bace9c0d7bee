package io.fairlead.stores.zookeeper;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** ZooKeeper's own client, connected. */
final class TheirClient implements AutoCloseable {
  private final CountDownLatch connected = new CountDownLatch(1);
  private final ZooKeeper client;

  /**
   * @param password of a session to take over, or null for a new one
   */
  TheirClient(String hosts, long session, byte @Nullable [] password) throws Exception {
    client =
        password == null
            ? new ZooKeeper(hosts, 6000, event -> take(event.getState()))
            : new ZooKeeper(hosts, 6000, event -> take(event.getState()), session, password);
    if (!connected.await(30, TimeUnit.SECONDS)) {
      close();
      throw new AssertionError("ZooKeeper's own client did not connect");
    }
  }

  private void take(KeeperState state) {
    if (state == KeeperState.SyncConnected) {
      connected.countDown();
    }
  }

  ZooKeeper use() {
    return client;
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
