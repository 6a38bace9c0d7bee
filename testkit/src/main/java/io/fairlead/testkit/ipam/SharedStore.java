package io.fairlead.testkit.ipam;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.testkit.servers.Gate.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store within this process, from which hosts are cut off call by call. Thread-safe. */
public final class SharedStore implements Contested {
  private final Store store;
  private final Map<String, Way> ways = new ConcurrentHashMap<>();

  /** This store, which is another's to close. */
  public SharedStore(Store store) {
    this.store = store;
  }

  @Override
  public Store connect(String host) {
    return new Seen(host);
  }

  @Override
  public void become(String host, Way way) {
    ways.put(host, way);
  }

  /** Nothing: it lives as long as this process. */
  @Override
  public void restart() {}

  /** Nothing: the store is another's. */
  @Override
  public void close() {}

  private static StoreException away() {
    return StoreException.away("cut off from the store", new IOException("cut off"));
  }

  /** The store as one host sees it. */
  private final class Seen implements Store {
    private final String host;

    Seen(String host) {
      this.host = host;
    }

    private Way way() {
      return ways.getOrDefault(host, Way.OPEN);
    }

    private <T extends @Nullable Object> T call(Supplier<T> call) {
      Way way = way();
      if (way == Way.SHUT || way == Way.SILENT) {
        throw away();
      }
      T answer = call.get();
      if (way == Way.MUTE) {
        throw away();
      }
      return answer;
    }

    @Override
    public Page read(String prefix, @Nullable String after) {
      return call(() -> store.read(prefix, after));
    }

    @Override
    public Commit commit(Txn txn) {
      return call(() -> store.commit(txn));
    }

    @Override
    public Lease grant(Duration ttl) {
      Lease lease = call(() -> store.grant(ttl));
      return new Lease() {
        @Override
        public String id() {
          return lease.id();
        }

        @Override
        public Duration ttl() {
          return lease.ttl();
        }

        @Override
        public boolean renew() {
          return call(lease::renew);
        }

        @Override
        public void revoke() {
          lease.revoke();
        }
      };
    }

    @Override
    public @Nullable Lease adopt(String leaseId) {
      return this.<@Nullable Lease>call(() -> store.adopt(leaseId));
    }

    @Override
    public Watch watch(String prefix, Revision from) {
      Watch watch = call(() -> store.watch(prefix, from));
      return new Watch() {
        @Override
        public @Nullable Event next(Duration timeout) throws InterruptedException {
          if (way() != Way.OPEN) {
            throw away();
          }
          return watch.next(timeout);
        }

        @Override
        public void close() {
          watch.close();
        }
      };
    }

    /** Nothing: the others go on. */
    @Override
    public void close() {}
  }
}
