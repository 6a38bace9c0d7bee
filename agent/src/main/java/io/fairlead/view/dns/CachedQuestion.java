package io.fairlead.view.dns;

import io.fairlead.catalog.Federation;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.PackedAnswer;
import io.fairlead.wire.dns.Query;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question with its answers: one for each set of networks that callers stand in. What a hit
 * reads lies in few objects, for each one is a cache line further. Used by one thread.
 */
final class CachedQuestion {
  /** Answers to one question at most; of those after the first, the oldest goes first. */
  static final int MAX_ANSWERS = 8;

  private static final int OVERHEAD = 320;
  private static final int SCOPED_OVERHEAD = 160;

  private final int type;
  private final @Nullable IpAddress asker;
  private final Networks networks;
  private final long firstInside;
  private final @Nullable IpAddress firstCaller;
  private final PackedAnswer first;
  private final List<Lookups.Read> reads;
  private @Nullable Scoped @Nullable [] more;
  private int added;
  private long generation;
  private int turn;
  private int touched;
  private int octets;

  /**
   * A question with its first answer.
   *
   * @param asker the caller where the meaning of the name depends on who asks, else null
   * @param answer what {@code plan} says to {@code caller}, packed
   * @param generation of the snapshots that {@code plan} was made from
   * @param turn where rotation begins
   */
  CachedQuestion(
      int type,
      @Nullable IpAddress asker,
      Plan plan,
      IpAddress caller,
      PackedAnswer answer,
      long generation,
      int turn) {
    this.type = type;
    this.asker = asker;
    networks = plan.networks().isEmpty() ? Networks.NONE : new Networks(plan.networks());
    firstInside = inside(caller);
    firstCaller = exactly(caller);
    first = answer;
    reads = plan.reads();
    this.generation = generation;
    this.turn = turn;
    octets = OVERHEAD + answer.size();
  }

  private record Scoped(long inside, @Nullable IpAddress caller, PackedAnswer answer) {}

  boolean asks(Query query, @Nullable IpAddress by) {
    return query.type() == type && first.isFor(query) && Objects.equals(asker, by);
  }

  /** Whether the answers hold in these snapshots; one look where it was asked before. */
  boolean holds(Federation federation, long current) {
    if (generation == current) {
      return true;
    }
    for (int i = 0; i < reads.size(); i++) {
      if (!reads.get(i).holdsIn(federation)) {
        return false;
      }
    }
    generation = current;
    return true;
  }

  @Nullable PackedAnswer answer(IpAddress caller) {
    long inside = inside(caller);
    IpAddress exactly = exactly(caller);
    if (inside == firstInside && Objects.equals(exactly, firstCaller)) {
      return first;
    }
    if (more == null) {
      return null;
    }
    for (Scoped scoped : more) {
      if (scoped != null && scoped.inside == inside && Objects.equals(exactly, scoped.caller)) {
        return scoped.answer;
      }
    }
    return null;
  }

  /** Keeps the answer to a caller whom {@link #answer} has none for. */
  void add(IpAddress caller, PackedAnswer answer) {
    if (more == null) {
      more = new Scoped[MAX_ANSWERS - 1];
    }
    int at = added++ % more.length;
    Scoped before = more[at];
    if (before != null) {
      octets -= SCOPED_OVERHEAD + before.answer.size();
    }
    more[at] = new Scoped(inside(caller), exactly(caller), answer);
    octets += SCOPED_OVERHEAD + answer.size();
  }

  private long inside(IpAddress caller) {
    return networks.size() <= Networks.MOST ? networks.inside(caller) : 0;
  }

  /** The caller itself, where there are more networks than can be told apart. */
  private @Nullable IpAddress exactly(IpAddress caller) {
    return networks.size() <= Networks.MOST ? null : caller;
  }

  int nextTurn() {
    return turn++;
  }

  /** Memory it takes, about. */
  int octets() {
    return octets;
  }

  void touch(int tick) {
    touched = tick;
  }

  /** How long ago it was of use, in ticks. */
  int age(int tick) {
    return tick - touched;
  }
}
