package io.fairlead.stores.zookeeper;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Some servers that are one ZooKeeper, and the connection to one of them: made again by a thread of
 * its own whenever it is lost. A server that is behind what was seen before is not taken. Thread-
 * safe.
 */
final class Ensemble implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final List<HostPort> servers;
  private final Access access;
  private final Limits limits;
  private final Time time;
  private final RandomGenerator random;
  private final AtomicLong newest = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread keeper;
  private @Nullable Connection connection;
  private String failure = "not tried yet";
  private boolean closed;

  /** Begins to connect; nothing waits for it here. */
  Ensemble(
      List<HostPort> servers, Access access, Limits limits, Time time, RandomGenerator random) {
    this.servers = List.copyOf(servers);
    this.access = access;
    this.limits = limits;
    this.time = time;
    this.random = random;
    keeper = Thread.ofVirtual().name("zookeeper keeps a connection").unstarted(this::keep);
  }

  void start() {
    keeper.start();
  }

  /**
   * The connection there is, else the next one.
   *
   * @throws StoreException where none comes until {@code end}, on {@link Time#nanos()}
   */
  Connection connection(long end) throws InterruptedException {
    lock.lock();
    try {
      long left = 0;
      while (!closed) {
        Connection now = connection;
        if (now != null && now.isAlive()) {
          if (now.isDenied()) {
            throw Failures.denied(access);
          }
          return now;
        }
        left = end - time.nanos();
        if (left <= 0) {
          throw Failures.away(servers, failure);
        }
        changed.awaitNanos(left);
      }
      throw Failures.closed();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    long refusedSince = time.nanos();
    Duration pause = FIRST_PAUSE;
    try {
      while (!isClosed()) {
        Round round = tryAll();
        Connection made = round.connection();
        if (made != null) {
          publish(made, "");
          awaitEnd(made);
          pause = FIRST_PAUSE;
          refusedSince = time.nanos();
          continue;
        }
        publish(null, round.failure());
        if (!round.allHungUp()) {
          refusedSince = time.nanos();
        } else if (time.nanos() - refusedSince > limits.forget().toNanos()) {
          newest.set(0);
        }
        time.sleep(pause.plusMillis(random.nextLong(pause.toMillis())));
        pause =
            pause.multipliedBy(2).compareTo(limits.pause()) < 0
                ? pause.multipliedBy(2)
                : limits.pause();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void publish(@Nullable Connection made, String why) {
    lock.lock();
    try {
      connection = made;
      failure = why;
      if (closed && made != null) {
        made.close();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd(Connection made) throws InterruptedException {
    lock.lock();
    try {
      while (made.isAlive() && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What came of one try of all servers.
   *
   * @param allHungUp whether every server was there and would not take this client
   */
  private record Round(@Nullable Connection connection, String failure, boolean allHungUp) {}

  private Round tryAll() {
    List<HostPort> order = new ArrayList<>(servers);
    Collections.shuffle(order, random);
    List<String> failures = new ArrayList<>();
    boolean allHungUp = true;
    for (HostPort server : order) {
      try {
        return new Round(connect(server), "", false);
      } catch (IOException e) {
        failures.add(server + ": " + Failures.words(e));
        allHungUp &= e instanceof Lost lost && lost.hungUp();
      }
    }
    return new Round(null, String.join("; ", failures), allHungUp);
  }

  private Connection connect(HostPort server) throws IOException {
    List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.getAllByName(server.host())));
    Collections.shuffle(addresses, random);
    IOException last = new Lost("no address", false);
    for (InetAddress address : addresses) {
      try {
        return connect(server, new InetSocketAddress(address, server.port()));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Connection connect(HostPort server, InetSocketAddress address) throws IOException {
    Wire wire = Wire.open(address, server.host(), access.tls(), limits.connect());
    try {
      Duration session = wire.greet(limits.session(), newest.get());
      Connection made = new Connection(wire, server.toString(), session, limits, newest);
      if (access.user() != null && access.password() != null) {
        made.login(access.user(), access.password());
      }
      made.start(this::wake);
      return made;
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  /** Ends the connection; who waits for one is told. */
  @Override
  public void close() {
    Connection last;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      last = connection;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    keeper.interrupt();
    if (last != null) {
      goodbye(last);
    }
  }

  private static void goodbye(Connection last) {
    try {
      last.sayGoodbye().get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the server ends the session by itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      last.close();
    }
  }
}
