package io.fairlead.view.dns.forward;

import io.fairlead.spi.Time;
import io.fairlead.view.dns.Forwarder;
import io.fairlead.view.dns.Reply;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Forwards questions to the host's resolvers and keeps their answers. What the cache holds is
 * answered on the calling thread, all else by one thread of its own; a call never waits. Every
 * well-formed question gets exactly one answer, at the latest at the deadline. Thread-safe.
 */
public final class UpstreamForwarder implements Forwarder, AutoCloseable {
  private static final Logger LOG = System.getLogger(UpstreamForwarder.class.getName());

  private final ForwardOptions options;
  private final Time time;
  private final Counters counters = new Counters();
  private final Queue<Ask> incoming = new ConcurrentLinkedQueue<>();
  private final ForwardCache cache;
  private final Upstreams upstreams;
  private final Selector selector;
  private final Timers timers;
  private final Exchanges exchanges;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * A forwarder that asks nobody before {@link #start()}.
   *
   * @throws IOException where the system has no more file descriptors
   */
  public UpstreamForwarder(ForwardOptions options, Time time) throws IOException {
    this(options, time, new SecureRandom());
  }

  UpstreamForwarder(ForwardOptions options, Time time, RandomGenerator random) throws IOException {
    this.options = options;
    this.time = time;
    ForwardOptions.Limits limits = options.limits();
    cache = new ForwardCache(limits.cacheEntries(), limits.cacheBytes(), limits.stale().toNanos());
    OwnAddresses own = new OwnAddresses(options.listening(), UpstreamForwarder::onThisHost);
    upstreams = new Upstreams(options, new ResolvConfFile(options.resolvConf(), own));
    selector = Selector.open();
    timers = new Timers(time.nanos());
    Sockets sockets = new Sockets(selector, random);
    exchanges = new Exchanges(limits, time, timers, sockets, upstreams, cache, counters);
    thread = Thread.ofPlatform().name("dns-forward").daemon().unstarted(this::run);
  }

  /** Begins to work; to be called once. */
  public void start() {
    thread.start();
  }

  @Override
  public void forward(
      byte[] query, int length, InetSocketAddress client, boolean tcp, Reply reply) {
    counters.questions().increment();
    Query parsed = new Query();
    if (parsed.parse(query, length) != Query.Verdict.OK) {
      return;
    }
    ClientQuery kept = ClientQuery.of(parsed, query, length);
    Ask ask = new Ask(kept, kept.key(), client, tcp, reply);
    if (kept.transfer()) {
      ask.answer(ResponseCode.REFUSED);
      return;
    }
    long now = time.nanos();
    StoredAnswer cached = cache.get(ask.key(), now);
    if (cached != null && (cached.fresh(now) || cached.held(now))) {
      (cached.fresh(now) ? counters.hits() : counters.stale()).increment();
      ask.answer(cached, now);
      return;
    }
    if (counters.waiting().incrementAndGet() > options.limits().inFlight() || closing) {
      counters.waiting().decrementAndGet();
      counters.overloads().increment();
      ask.answer(ResponseCode.SERVFAIL);
      return;
    }
    incoming.add(ask);
    selector.wakeup();
  }

  /** What has been done so far. */
  public ForwardStats stats() {
    return new ForwardStats(
        counters.questions().sum(),
        counters.hits().sum(),
        counters.stale().sum(),
        counters.joined().sum(),
        counters.failures().sum(),
        counters.overloads().sum(),
        counters.ignored().sum(),
        counters.waiting().get(),
        cache.entries(),
        cache.bytes(),
        upstreams.all().stream().map(Upstream::stats).toList());
  }

  /** Ends; whoever still waits gets SERVFAIL. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(Wire.MAX_TCP);
    try (selector) {
      while (!closing) {
        try {
          step(buffer);
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "forwarding goes on after a fault of its own; please report it", e);
        }
      }
      exchanges.close();
      for (Ask ask = incoming.poll(); ask != null; ask = incoming.poll()) {
        exchanges.refuse(ask);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      LOG.log(Level.ERROR, "forwarding has ended: " + e.getMessage(), e);
    }
  }

  private void step(ByteBuffer buffer) throws IOException {
    for (Ask ask = incoming.poll(); ask != null; ask = incoming.poll()) {
      exchanges.start(ask);
    }
    timers.runDue(time.nanos());
    long nanos = timers.untilNext(time.nanos());
    if (nanos == Long.MAX_VALUE) {
      selector.select(key -> ready(key, buffer));
    } else if (nanos == 0) {
      selector.selectNow(key -> ready(key, buffer));
    } else {
      selector.select(key -> ready(key, buffer), TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
  }

  private static void ready(SelectionKey key, ByteBuffer buffer) {
    if (key.isValid() && key.attachment() instanceof Wakeable wakeable) {
      wakeable.ready(key, buffer);
    }
  }

  private static boolean onThisHost(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
