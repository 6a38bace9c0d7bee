package io.fairlead.view.dns;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.wire.dns.NameBytes;
import io.fairlead.wire.dns.PackedAnswer;
import io.fairlead.wire.dns.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question with its answers: one for each set of networks that callers stand in. Used by one
 * thread.
 */
final class CachedQuestion {
  /** Answers to one question at most; the oldest goes first. */
  static final int MAX_ANSWERS = 8;

  private static final int OVERHEAD = 256;
  private static final int ANSWER_OVERHEAD = 160;

  private final byte[] name;
  private final int type;
  private final @Nullable IpAddress asker;
  private final List<Lookups.Read> reads;
  private final IpPrefix[] networks;
  private final @Nullable Scoped[] answers = new Scoped[MAX_ANSWERS];
  // The newest answer where all callers get the same: no need to look further.
  private @Nullable PackedAnswer forAll;
  private int added;
  private long generation;
  private int turn;
  private int touched;
  private int octets;

  /**
   * A question without an answer yet.
   *
   * @param asker the caller where the meaning of the name depends on who asks, else null
   * @param generation of the snapshot that {@code plan} was made from
   * @param turn where rotation begins
   */
  CachedQuestion(Query query, @Nullable IpAddress asker, Plan plan, long generation, int turn) {
    int at = query.nameOffset();
    name = Arrays.copyOfRange(query.message(), at, at + query.nameLength());
    type = query.type();
    this.asker = asker;
    reads = plan.reads();
    networks = plan.networks().toArray(IpPrefix[]::new);
    this.generation = generation;
    this.turn = turn;
    octets = OVERHEAD + name.length;
  }

  private record Scoped(long inside, @Nullable IpAddress caller, PackedAnswer answer) {}

  boolean asks(Query query, @Nullable IpAddress by) {
    return query.type() == type
        && query.nameLength() == name.length
        && NameBytes.equal(query.message(), query.nameOffset(), name, 0, name.length)
        && Objects.equals(asker, by);
  }

  /** Whether the answers hold at this snapshot; one look where it was asked before. */
  boolean holds(Snapshot snapshot, long current) {
    if (generation == current) {
      return true;
    }
    for (int i = 0; i < reads.size(); i++) {
      if (!reads.get(i).holdsIn(snapshot)) {
        return false;
      }
    }
    generation = current;
    return true;
  }

  @Nullable PackedAnswer answer(IpAddress caller) {
    if (forAll != null) {
      return forAll;
    }
    long inside = inside(caller);
    IpAddress exactly = exactly(caller);
    for (Scoped scoped : answers) {
      if (scoped == null) {
        return null;
      }
      if (scoped.inside == inside && Objects.equals(exactly, scoped.caller)) {
        return scoped.answer;
      }
    }
    return null;
  }

  void add(IpAddress caller, PackedAnswer answer) {
    int at = added++ % MAX_ANSWERS;
    Scoped before = answers[at];
    if (before != null) {
      octets -= ANSWER_OVERHEAD + before.answer.size();
    }
    answers[at] = new Scoped(inside(caller), exactly(caller), answer);
    octets += ANSWER_OVERHEAD + answer.size();
    forAll = networks.length == 0 ? answer : null;
  }

  /** A bit for each network that the caller stands in. */
  private long inside(IpAddress caller) {
    long inside = 0;
    if (networks.length <= Long.SIZE) {
      for (int i = 0; i < networks.length; i++) {
        if (networks[i].contains(caller)) {
          inside |= 1L << i;
        }
      }
    }
    return inside;
  }

  /** The caller itself, where there are more networks than bits. */
  private @Nullable IpAddress exactly(IpAddress caller) {
    return networks.length <= Long.SIZE ? null : caller;
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
