package io.fairlead.view.dns.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way: the clients that wait for it and what has been tried. Confined to the
 * forwarding thread.
 */
final class Exchange {
  private static final int MOST_TRIES = 8;

  private final Ask first;
  private final List<Upstream> order;
  private final List<Ask> asks = new ArrayList<>(1);
  private final List<Timers.Timer> timers = new ArrayList<>(3);
  private final Set<Upstream> refused = new HashSet<>(2);
  private Timers.@Nullable Timer next;
  private @Nullable Answer refusal;
  private boolean tcp;
  private boolean done;
  private int tries;
  private int outstanding;

  Exchange(Ask first, List<Upstream> order) {
    this.first = first;
    this.order = order;
    asks.add(first);
  }

  QuestionKey key() {
    return first.key();
  }

  ClientQuery query() {
    return first.query();
  }

  List<Ask> asks() {
    return asks;
  }

  boolean tcp() {
    return tcp;
  }

  boolean done() {
    return done;
  }

  /** How many of its questions to upstreams have neither been answered nor failed. */
  int outstanding() {
    return outstanding;
  }

  void outstanding(int change) {
    outstanding += change;
  }

  /** The next upstream to ask, or null where all have been asked enough. */
  @Nullable Upstream nextUpstream() {
    int most = Math.min(MOST_TRIES, Math.max(3, 2 * order.size()));
    while (tries < most && refused.size() < order.size()) {
      Upstream upstream = order.get(tries++ % order.size());
      if (!refused.contains(upstream)) {
        return upstream;
      }
    }
    return null;
  }

  /** Whether some upstream has not been asked yet. */
  boolean untried() {
    return tries < order.size();
  }

  /** Begins again over TCP. */
  void overTcp() {
    tcp = true;
    tries = 0;
    refused.clear();
  }

  /** Notes that an upstream will not answer this, and how it said so. */
  void refused(Upstream upstream, Answer answer) {
    refused.add(upstream);
    refusal = answer;
  }

  /** Whether every upstream has refused. */
  boolean refusedByAll() {
    return refused.size() == order.size();
  }

  /** What the last upstream to refuse said, or null. */
  @Nullable Answer refusal() {
    return refusal;
  }

  /** Remembers a timer of the whole exchange. */
  void timer(Timers.Timer timer) {
    timers.add(timer);
  }

  /** Puts the timer for the next step in place of the one before. */
  void next(Timers all, Timers.@Nullable Timer timer) {
    if (next != null) {
      all.cancel(next);
    }
    next = timer;
  }

  /** Takes out all its timers; nothing more happens for it. */
  void finish(Timers all) {
    done = true;
    next(all, null);
    timers.forEach(all::cancel);
    asks.clear();
  }
}
