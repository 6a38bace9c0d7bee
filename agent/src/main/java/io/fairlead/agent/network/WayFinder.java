package io.fairlead.agent.network;

import io.fairlead.dataplane.Asking;
import io.fairlead.linux.Echoes;
import io.fairlead.linux.Sysctls;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Time;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.ways.Ask;
import io.fairlead.ways.Checksums;
import io.fairlead.ways.Report;
import io.fairlead.ways.Target;
import io.fairlead.ways.Ways;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks other nodes which way to them carries: one thread and one socket for all. Thread-safe. */
final class WayFinder {
  private static final System.Logger LOG = System.getLogger(WayFinder.class.getName());
  private static final long KNOCKS = Duration.ofMillis(100).toNanos();
  private static final String STRICT = "1";
  private static final String LOOSE = "2";

  private final Supplier<NetworkNamespace> host;
  private final Time time;
  private final Runnable changed;
  private final Ways ways;
  private final Checksums checksums;
  private final Semaphore news = new Semaphore(0);
  private volatile List<Target> targets = List.of();
  private volatile String trouble = "";

  // The running thread's own.
  private List<Target> followed = List.of();
  private Map<String, Way> told = Map.of();
  private long knocked;

  /**
   * One that asks nobody yet.
   *
   * @param host opens this host's namespace
   * @param changed called when another way was chosen
   */
  WayFinder(Supplier<NetworkNamespace> host, Time time, RandomGenerator random, Runnable changed) {
    this.host = host;
    this.time = time;
    this.changed = changed;
    this.ways = new Ways(random);
    this.checksums = new Checksums(random);
    this.knocked = time.nanos();
  }

  /** From now on these are asked. */
  void follow(Asking asking) {
    List<Target> next = asking.targets();
    if (!next.equals(targets)) {
      targets = next;
      news.release();
    }
  }

  /** The way to each node that is asked. */
  Map<String, Way> chosen() {
    return ways.chosen();
  }

  /** How often a way was changed for another. */
  long changes() {
    return ways.changes();
  }

  /** How it stands with each node that is asked, by name. */
  Map<String, Report> reports() {
    return ways.reports(time.nanos());
  }

  /** Why nobody can be asked; empty where that is possible. */
  String trouble() {
    return trouble;
  }

  /** Whether this host fills in the checksums of what goes in UDP. */
  boolean fillsChecksums() {
    return checksums.filled();
  }

  /** Why it does, or empty. */
  String checksums() {
    return checksums.words();
  }

  /** Whether a link of this host takes packets only from where it would send the answers. */
  boolean isStrict(String link) {
    if (link.isEmpty()) {
      return false;
    }
    String all = "net/ipv4/conf/all/rp_filter";
    String own = "net/ipv4/conf/" + link + "/rp_filter";
    try (NetworkNamespace namespace = host.get()) {
      Map<String, String> values = Sysctls.read(namespace, List.of(all, own));
      // The greater of the two holds, and 2 is the looser one.
      return values.containsValue(STRICT) && !values.containsValue(LOOSE);
    } catch (SysException | UncheckedIOException e) {
      return false;
    }
  }

  /** Asks until the calling thread is interrupted; it must be a platform thread. */
  void run() {
    try (NetworkNamespace namespace = host.get();
        Echoes echoes = Echoes.open(namespace);
        Knocks knocks = new Knocks(namespace)) {
      while (!Thread.currentThread().isInterrupted()) {
        turn(echoes);
        turn(knocks);
      }
    } catch (SysException e) {
      trouble = "ways to other nodes cannot be tried: " + e.getMessage() + "; run it as root";
      LOG.log(Level.WARNING, trouble);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(Echoes echoes) throws InterruptedException {
    List<Target> now = targets;
    if (!now.equals(followed)) {
      followed = now;
      ways.follow(now, time.nanos());
    }
    if (now.isEmpty()) {
      news.acquire();
      return;
    }
    long before = ways.changes();
    for (Ask ask : ways.due(time.nanos())) {
      echoes.ask(ask.to(), ask.octets(), ask.number());
    }
    for (Echoes.Heard heard : echoes.hear(Duration.ofNanos(ways.idle(time.nanos())))) {
      ways.heard(heard.number(), heard.from(), time.nanos());
    }
    if (ways.changes() != before) {
      tell();
      changed.run();
    }
  }

  private void turn(Knocks knocks) {
    long now = time.nanos();
    if (now - knocked < KNOCKS) {
      return;
    }
    knocked = now;
    boolean filled = checksums.filled();
    String words = checksums.words();
    knocks
        .ended(now)
        .forEach(
            (node, answered) -> {
              if (answered) {
                checksums.answered(node, now);
              } else {
                checksums.missed(node, now);
              }
            });
    Map<String, IpAddress> reached = ways.inUdp();
    for (String node : checksums.due(reached.keySet(), now)) {
      IpAddress to = reached.get(node);
      if (to != null) {
        knocks.knock(node, to, now);
      }
    }
    if (checksums.filled() != filled) {
      changed.run();
    }
    if (!checksums.words().equals(words)) {
      LOG.log(Level.WARNING, checksums.words());
    }
  }

  private void tell() {
    Map<String, Way> now = ways.chosen();
    now.forEach(
        (node, way) -> {
          if (told.getOrDefault(node, Way.UNTRIED).kind() != way.kind()) {
            LOG.log(Level.INFO, way.kind().word() + " to " + node + ": " + way.why());
          }
        });
    told = now;
  }
}
