package io.fairlead.stores.zookeeper;

import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.stores.zookeeper.Seen.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one multi request that does a change, by what is known of its entries. A server
 * checks data versions only, and those start again when a znode is made anew; so the version of the
 * top directory counts the deletions below it, and both are checked.
 */
final class Plan {
  private static final byte[] NOTHING = {};

  private final Paths paths;
  private final Map<String, Fact> facts;
  private final boolean looked;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> checkedGraves = new LinkedHashMap<>();
  private final Set<String> dug = new LinkedHashSet<>();

  /**
   * One step.
   *
   * @param key whose entry it is about, or null for a top directory
   * @param decides whether the change's conditions do not hold where it fails
   */
  record Step(@Nullable String key, Op op, boolean decides) {}

  /**
   * @param looked whether {@code facts} are all there is, else they are hints
   */
  private Plan(Paths paths, Map<String, Fact> facts, boolean looked) {
    this.paths = paths;
    this.facts = facts;
    this.looked = looked;
  }

  /** Whether a change can be tried. */
  enum Verdict {
    TRY,
    LOOK_FIRST,
    DOES_NOT_HOLD
  }

  /** What is known without asking about the versions in {@code conditions}. */
  static Verdict verdict(List<Condition> conditions, Map<String, Fact> facts, boolean looked) {
    Verdict verdict = Verdict.TRY;
    for (Condition condition : conditions) {
      Fact fact = facts.get(condition.key());
      long known = fact == null ? 0 : fact.stat().changed();
      if (condition.version() > 0 && known > condition.version()) {
        return Verdict.DOES_NOT_HOLD;
      }
      if (looked) {
        boolean holds =
            condition.version() == Condition.ANY ? known > 0 : known == condition.version();
        if (!holds) {
          return Verdict.DOES_NOT_HOLD;
        }
      } else if (condition.version() > 0
          && (fact == null || known != condition.version() || fact.graves() == null)) {
        verdict = Verdict.LOOK_FIRST;
      }
    }
    return verdict;
  }

  static Plan of(
      List<Condition> conditions,
      List<Write> writes,
      Map<String, Fact> facts,
      boolean looked,
      Paths paths) {
    Plan plan = new Plan(paths, facts, looked);
    Map<String, Condition> open = new LinkedHashMap<>();
    conditions.forEach(condition -> open.put(condition.key(), condition));
    List<Step> changes = new ArrayList<>();
    for (Write write : writes) {
      plan.write(write, open.remove(write.key()), changes);
    }
    open.values().forEach(plan::ask);
    // Checks come first, so that none sees what this change does itself.
    plan.checkedGraves.forEach(
        (top, version) -> plan.steps.addFirst(new Step(null, new Op.Check(top, version), false)));
    plan.steps.addAll(changes);
    plan.dug.forEach(
        top -> plan.steps.add(new Step(null, new Op.SetData(top, NOTHING, Op.ANY), false)));
    return plan;
  }

  List<Step> steps() {
    return steps;
  }

  List<Op> ops() {
    return steps.stream().map(Step::op).toList();
  }

  /** The version of a top directory after this change, or null where it is not known. */
  @Nullable Integer gravesAfter(String top, Map<String, Integer> changed) {
    Integer now = changed.get(top);
    return now == null ? checkedGraves.get(top) : now;
  }

  private void ask(Condition condition) {
    String key = condition.key();
    String path = paths.entry(key);
    if (condition.version() == 0) {
      assertAbsent(key, true, steps);
    } else {
      steps.add(new Step(key, new Op.Check(path, version(condition)), true));
    }
  }

  private void write(Write write, @Nullable Condition condition, List<Step> changes) {
    String key = write.key();
    boolean guess = condition == null;
    boolean there = condition == null ? expected(write) : condition.version() != 0;
    int version = condition == null ? Op.ANY : version(condition);
    byte[] value = write.value();
    String path = paths.entry(key);
    if (!there && value == null) {
      assertAbsent(key, !guess, changes);
    } else if (value == null) {
      changes.add(new Step(key, new Op.Delete(path, version), !guess));
      dug.add(paths.top(key));
    } else {
      Op op = there ? new Op.SetData(path, value, version) : new Op.Create(path, value);
      changes.add(new Step(key, op, !guess));
    }
  }

  /** Whether the entry is there, where no condition says so; what is deleted mostly is. */
  private boolean expected(Write write) {
    return facts.containsKey(write.key()) || (!looked && write.value() == null);
  }

  /** The data version that goes with a condition; its top directory is checked beside it. */
  private int version(Condition condition) {
    Fact fact = facts.get(condition.key());
    if (condition.version() <= 0 || fact == null || fact.graves() == null) {
      return Op.ANY;
    }
    checkedGraves.put(paths.top(condition.key()), fact.graves());
    return fact.stat().version();
  }

  private void assertAbsent(String key, boolean decides, List<Step> to) {
    String path = paths.entry(key);
    to.add(new Step(key, new Op.Create(path, NOTHING), decides));
    to.add(new Step(key, new Op.Delete(path, Op.ANY), false));
  }
}
