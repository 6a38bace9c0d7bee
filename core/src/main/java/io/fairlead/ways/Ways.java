package io.fairlead.ways;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.dataplane.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ways to all nodes that this one speaks with. A pair of nodes begins in UDP, goes by plain
 * routes once whole packets pass there and back, falls back after a few losses in a row, and comes
 * back after more answers than before. Time comes from outside, in nanoseconds. Thread-safe.
 */
public final class Ways {
  private static final long PATIENCE = Duration.ofMillis(700).toNanos();
  private static final long LEAST_STEADY = Duration.ofSeconds(2).toNanos();
  private static final long MOST_STEADY = Duration.ofSeconds(10).toNanos();
  private static final long SHARE = Duration.ofMillis(40).toNanos();
  private static final long LONGEST_WAIT = Duration.ofMillis(250).toNanos();
  private static final int SMALL = 64;

  private final RandomGenerator random;

  // All guarded by this.
  private final Map<String, Pair> pairs = new TreeMap<>();
  private final Map<Integer, Pending> pending = new LinkedHashMap<>(); // the oldest first
  private int number;
  private long changes;
  private @Nullable Map<String, Way> chosen; // null while it must be made anew

  private record Pending(Pair pair, Way.Kind kind, Ask ask, boolean small, long at) {}

  /** None yet; {@code random} spreads the questions. */
  public Ways(RandomGenerator random) {
    this.random = random;
    this.number = random.nextInt();
  }

  /** Speaks with these nodes from now on, and with no others. */
  public synchronized void follow(Collection<Target> targets, long now) {
    Set<String> names = new HashSet<>();
    for (Target target : targets) {
      names.add(target.node());
      Pair known = pairs.get(target.node());
      if (known == null || !known.target.equals(target)) {
        pairs.put(target.node(), new Pair(target, now));
      }
    }
    pairs.keySet().retainAll(names);
    chosen = null;
  }

  /** What is to be asked now. What was asked long ago and not answered is lost. */
  public synchronized List<Ask> due(long now) {
    for (Iterator<Pending> all = pending.values().iterator(); all.hasNext(); ) {
      Pending oldest = all.next();
      if (now - oldest.at < PATIENCE) {
        break;
      }
      all.remove();
      settle(oldest, false, now);
    }
    List<Ask> asks = new ArrayList<>();
    for (Pair pair : pairs.values()) {
      for (Way.Kind kind : Way.Kind.values()) {
        IpAddress to = pair.whom(kind);
        Pair.Side side = pair.side(kind);
        if (to != null && now - side.next >= 0) {
          int octets = pair.octets(kind);
          asks.add(ask(pair, kind, to, octets, false, now));
          if (side.track.wantsSmall()) {
            asks.add(ask(pair, kind, to, SMALL, true, now));
          }
          side.asked = true;
          pair.lastAsked = now;
          side.next = now + jitter(side.track.pause(now, steady()));
        }
      }
    }
    return asks;
  }

  private Ask ask(Pair pair, Way.Kind kind, IpAddress to, int octets, boolean small, long now) {
    Ask ask = new Ask(number++, to, octets);
    pending.put(ask.number(), new Pending(pair, kind, ask, small, now));
    return ask;
  }

  /** How long nothing is to be done, in nanoseconds; at most a quarter of a second. */
  public synchronized long idle(long now) {
    long wait = LONGEST_WAIT;
    for (Pending oldest : pending.values()) {
      wait = Math.min(wait, PATIENCE - (now - oldest.at));
      break;
    }
    for (Pair pair : pairs.values()) {
      for (Way.Kind kind : Way.Kind.values()) {
        if (pair.whom(kind) != null) {
          wait = Math.min(wait, pair.side(kind).next - now);
        }
      }
    }
    return Math.max(0, wait);
  }

  /** An answer came. */
  public synchronized void heard(int answered, IpAddress from, long now) {
    Pending asked = pending.get(answered);
    if (asked != null && asked.ask.to().equals(from)) {
      pending.remove(answered);
      settle(asked, true, now);
    }
  }

  private void settle(Pending asked, boolean answered, long now) {
    Pair pair = asked.pair;
    if (pairs.get(pair.target.node()) != pair) {
      return;
    }
    Pair.Side side = pair.side(asked.kind);
    Track before = side.track;
    Way.Kind taken = pair.kind();
    if (asked.small) {
      side.track = before.small(answered);
    } else {
      side.track = answered ? before.answered(now) : before.missed(now);
    }
    if (before.lost() == 0 && side.track.lost() > 0 && before.state() == Belief.CARRIES) {
      side.next = now; // whether it is a loss or a fall is to be known soon
    }
    if (pair.kind() != taken) {
      changes++;
    }
    if (before.state() != side.track.state() || before.small() != side.track.small()) {
      chosen = null;
    }
  }

  /** The way to each node. */
  public synchronized Map<String, Way> chosen() {
    if (chosen == null) {
      Map<String, Way> ways = new TreeMap<>();
      pairs.forEach((node, pair) -> ways.put(node, pair.way()));
      chosen = Collections.unmodifiableMap(ways);
    }
    return chosen;
  }

  /** The nodes that answer in UDP, with the address that is reached so. */
  public synchronized Map<String, IpAddress> inUdp() {
    Map<String, IpAddress> reached = new TreeMap<>();
    pairs.forEach(
        (node, pair) -> {
          IpAddress to = pair.target.byOverlay();
          if (to != null && pair.side(Way.Kind.OVERLAY).track.state() == Belief.CARRIES) {
            reached.put(node, to);
          }
        });
    return reached;
  }

  /** How often a way was changed for another. */
  public synchronized long changes() {
    return changes;
  }

  /** How it stands with each node, by name. */
  public synchronized Map<String, Report> reports(long now) {
    Map<String, Report> reports = new TreeMap<>();
    pairs.forEach((node, pair) -> reports.put(node, pair.report(now)));
    return reports;
  }

  private long steady() {
    return Math.min(MOST_STEADY, Math.max(LEAST_STEADY, pairs.size() * SHARE));
  }

  private long jitter(long nanos) {
    return nanos - nanos / 10 + random.nextLong(nanos / 5 + 1);
  }
}
