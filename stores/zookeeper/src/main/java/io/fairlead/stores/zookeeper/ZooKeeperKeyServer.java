package io.fairlead.stores.zookeeper;

import io.fairlead.spi.Time;
import io.fairlead.stores.logged.KeyServer;
import io.fairlead.stores.url.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Entries as znodes of a ZooKeeper. An entry's version is the transaction that last changed it. A
 * read has all that was acknowledged before it began, whichever server is asked; a wait sees what
 * its own server has, and that is never older than what this client has seen before.
 */
public final class ZooKeeperKeyServer implements KeyServer {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Ensemble ensemble;
  private final Paths paths;
  private final Access access;
  private final Limits limits;
  private final Time time;

  /**
   * Begins to connect; servers that are away are no failure here.
   *
   * @param root the znode that all are under, without slashes around it; made where it is missing
   */
  ZooKeeperKeyServer(
      List<HostPort> servers,
      String root,
      Access access,
      Limits limits,
      Time time,
      RandomGenerator random) {
    this.ensemble = new Ensemble(servers, access, limits, time, random);
    this.paths = new Paths(root);
    this.access = access;
    this.limits = limits;
    this.time = time;
    ensemble.start();
  }

  @Override
  public Map<String, Item> get(List<String> keys) {
    return read(
        limits.call(),
        reads -> {
          reads.sync();
          return reads.entries(keys);
        });
  }

  @Override
  public List<Item> list(String prefix, @Nullable String after, int limit) {
    return read(
        limits.call().plusMillis(limit),
        reads -> {
          reads.sync();
          return new Listing(reads, paths, prefix, after, limit).items();
        });
  }

  private interface Reading<T> {
    T from(Reads reads) throws Lost, InterruptedException;
  }

  /** Reads, again where the connection is lost meanwhile. */
  private <T> T read(Duration within, Reading<T> reading) {
    Deadline deadline = Deadline.in(within, time);
    try {
      while (true) {
        Connection connection = ensemble.connection(deadline.end());
        try {
          return reading.from(new Reads(connection, paths, access, deadline));
        } catch (Lost e) {
          if (deadline.isPast()) {
            throw Failures.lost(e);
          }
        }
      }
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  @Override
  public boolean change(List<Condition> conditions, List<Write> writes) {
    Deadline deadline = Deadline.in(limits.call(), time);
    try {
      Connection connection = ensemble.connection(deadline.end());
      return new Change(connection, paths, access, deadline, conditions, writes).run();
    } catch (Lost e) {
      throw ensemble.isClosed() ? Failures.closed() : Failures.lost(e);
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  @Override
  public @Nullable Item await(String key, long known, Duration timeout)
      throws InterruptedException {
    Deadline end = Deadline.in(timeout, time);
    String path = paths.entry(key);
    while (true) {
      Deadline deadline = Deadline.in(patience(end), time);
      Connection connection = ensemble.connection(deadline.end());
      CompletableFuture<Void> change = connection.watch(path);
      try {
        Reads reads = new Reads(connection, paths, access, deadline);
        Item now = reads.watched(key);
        if (version(now) < known) {
          reads.sync(); // a server that lags, or an entry that is gone
          now = reads.entries(List.of(key)).get(key);
        }
        if (version(now) != known || end.isPast()) {
          return now;
        }
        change.get(end.left(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // looked at once more, with the end past
      } catch (Lost | ExecutionException e) {
        if (end.isPast()) {
          throw Failures.lost(e);
        }
      } finally {
        connection.unwatch(path, change);
      }
    }
  }

  /** For one look in a wait: its time, yet enough for an answer, and no more than for any call. */
  private Duration patience(Deadline end) {
    Duration left = Duration.ofNanos(Math.max(end.left(), SHORTEST_WAIT.toNanos()));
    return left.compareTo(limits.call()) < 0 ? left : limits.call();
  }

  private static long version(@Nullable Item item) {
    return item == null ? 0 : item.version();
  }

  @Override
  public void close() {
    ensemble.close();
  }
}
