package io.fairlead.registry.move;

import io.fairlead.registry.Keys;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next step of a move where all is ready for it. It remembers nothing: all that is known
 * stands in the old store, each step is one compare-and-set there, and whoever was interrupted, or
 * anybody else, takes the next one. Thread-safe.
 */
public final class Conductor {
  private static final int SHOWN = 10;

  private final Store from;

  /** A conductor of moves from this store. */
  public Conductor(Store from) {
    this.from = from;
  }

  /** How far the move is. */
  public Progress status() {
    Plan plan = Plan.of(from);
    return plan == null ? Progress.of(null, false) : waiting(plan);
  }

  /**
   * One step on.
   *
   * @param url the new store's
   * @param to the new store
   * @param id of the move, if this is its start
   * @param force goes on without nodes that have not done what the plan says
   * @throws StoreException where a store is away (the same call goes on later), or the step is not
   *     possible
   */
  public Progress forward(String url, Store to, String id, boolean force) {
    Store.Entry entry = Contents.entry(from, Plan.KEY);
    if (entry == null) {
      return begin(new Plan(id, Phase.DUAL, url), to);
    }
    Plan plan = Plan.decode(entry.value());
    if (!plan.to().equals(url)) {
      throw StoreException.refused(
          "a move to "
              + plan.to()
              + " is under way (phase "
              + plan.phase().text()
              + "); end it with that URL, or take it back with --back");
    }
    Progress now = waiting(plan);
    if (!now.waiting().isEmpty() && !force) {
      return now;
    }
    return switch (plan.phase()) {
      case DUAL -> verified(entry, plan, to, now);
      case CUTOVER -> step(entry, plan.in(Phase.DONE));
      case DONE -> now;
      case BACK -> {
        forget(entry);
        yield Progress.of(null, true);
      }
    };
  }

  /**
   * One step back.
   *
   * @param force forgets the move without nodes that have not come back
   * @throws StoreException where the store is away, or the move is done already
   */
  public Progress back(boolean force) {
    Store.Entry entry = Contents.entry(from, Plan.KEY);
    if (entry == null) {
      return Progress.of(null, false);
    }
    Plan plan = Plan.decode(entry.value());
    if (plan.phase() == Phase.DONE) {
      throw StoreException.refused(
          "the move to " + plan.to() + " is done; to return, move from there to here");
    }
    if (plan.phase() != Phase.BACK) {
      return step(entry, plan.in(Phase.BACK));
    }
    Progress now = waiting(plan);
    if (!now.waiting().isEmpty() && !force) {
      return now;
    }
    forget(entry);
    return Progress.of(null, true);
  }

  private Progress begin(Plan plan, Store to) {
    Map<String, Store.Entry> theirs = Contents.of(to, Keys.NODES);
    for (Store.Entry node : Contents.of(from, Keys.NODES).values()) {
      Store.Entry other = theirs.get(node.key());
      if (other != null && !Arrays.equals(other.value(), node.value())) {
        throw StoreException.refused(
            "the new store has another node of the name '"
                + Keys.nodeOf(node.key())
                + "'; give this one another with --node first");
      }
    }
    Store.Entry pointer = Contents.entry(to, Plan.KEY);
    if (pointer != null) {
      throw StoreException.refused(
          "the new store is itself being moved, to "
              + Plan.decode(pointer.value()).to()
              + "; name that one");
    }
    return commit(new Txn.Guard.Absent(Plan.KEY), new Txn.Op.Put(Plan.KEY, plan.encode()), plan);
  }

  /** Copies what hangs on no lease; goes on where both stores agree. */
  private Progress verified(Store.Entry entry, Plan plan, Store to, Progress now) {
    Map<String, Store.Entry> ours = Contents.of(from, "");
    Map<String, Store.Entry> theirs = Contents.of(to, "");
    List<String> differing = new ArrayList<>();
    for (Store.Entry one : ours.values()) {
      Store.Entry other = theirs.get(one.key());
      if (now.waiting().contains(node(one.key()))) {
        continue;
      }
      if (other == null || !Arrays.equals(one.value(), other.value())) {
        differing.add(one.key());
        if (one.lease() == null) {
          copy(one, other, to);
        }
      }
    }
    if (differing.isEmpty()) {
      return step(entry, plan.in(Phase.CUTOVER));
    }
    List<String> shown = differing.subList(0, Math.min(SHOWN, differing.size()));
    return new Progress(plan, false, now.waiting(), now.problems(), List.copyOf(shown));
  }

  /** Unless somebody wrote there meanwhile. */
  private static void copy(Store.Entry one, Store.@Nullable Entry other, Store to) {
    Txn.Guard guard =
        other == null
            ? new Txn.Guard.Absent(one.key())
            : new Txn.Guard.Unchanged(one.key(), other.modified());
    to.commit(new Txn(List.of(guard), List.of(new Txn.Op.Put(one.key(), one.value())), null));
  }

  private static String node(String key) {
    String[] parts = key.split("/", -1);
    return parts.length > 1 ? parts[1] : "";
  }

  private Progress waiting(Plan plan) {
    List<String> waiting = new ArrayList<>();
    Map<String, String> problems = new TreeMap<>();
    for (String key : Contents.of(from, Keys.NODES).keySet()) {
      String node = Keys.nodeOf(key);
      Store.Entry entry = Contents.entry(from, Plan.ackOf(node));
      Plan.Ack ack = entry == null ? null : Plan.Ack.decode(entry.value());
      boolean heard = ack != null && ack.isOf(plan);
      if (!heard || !Objects.requireNonNull(ack).problem().isEmpty()) {
        waiting.add(node);
        if (heard && ack != null) {
          problems.put(node, ack.problem());
        }
      }
    }
    return new Progress(plan, false, List.copyOf(waiting), problems, List.of());
  }

  private Progress step(Store.Entry before, Plan next) {
    return commit(
        new Txn.Guard.Unchanged(Plan.KEY, before.modified()),
        new Txn.Op.Put(Plan.KEY, next.encode()),
        next);
  }

  private void forget(Store.Entry plan) {
    from.commit(
        new Txn(
            List.of(new Txn.Guard.Unchanged(Plan.KEY, plan.modified())),
            List.of(new Txn.Op.Delete(Plan.KEY)),
            null));
  }

  private Progress commit(Txn.Guard guard, Txn.Op op, Plan plan) {
    boolean done = from.commit(new Txn(List.of(guard), List.of(op), null)) instanceof Commit.Done;
    return done ? Progress.of(plan, true) : status();
  }
}
