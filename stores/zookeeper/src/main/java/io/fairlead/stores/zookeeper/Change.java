package io.fairlead.stores.zookeeper;

import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.stores.zookeeper.Connection.Answer;
import io.fairlead.stores.zookeeper.Plan.Step;
import io.fairlead.stores.zookeeper.Requests.Outcome;
import io.fairlead.stores.zookeeper.Seen.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One change on one connection: tried by what was seen before, and where that was not so, by what a
 * look shows. One request where hints are right.
 */
final class Change {
  private static final int TRIES = 100;

  private final Connection connection;
  private final Paths paths;
  private final Access access;
  private final Deadline deadline;
  private final Requests requests;
  private final List<Condition> conditions;
  private final List<Write> writes;

  Change(
      Connection connection,
      Paths paths,
      Access access,
      Deadline deadline,
      List<Condition> conditions,
      List<Write> writes) {
    this.connection = connection;
    this.paths = paths;
    this.access = access;
    this.deadline = deadline;
    this.requests = new Requests(access.user() != null);
    this.conditions = conditions;
    this.writes = writes;
  }

  /** Whether it was done; false where a condition does not hold. */
  boolean run() throws Lost, InterruptedException {
    Map<String, Fact> facts = hints();
    boolean looked = false;
    for (int tries = 0; tries < TRIES && !deadline.isPast(); tries++) {
      switch (Plan.verdict(conditions, facts, looked)) {
        case DOES_NOT_HOLD -> {
          return false;
        }
        case LOOK_FIRST -> {}
        case TRY -> {
          Boolean done = attempt(Plan.of(conditions, writes, facts, looked, paths));
          if (done != null) {
            return done;
          }
        }
      }
      Reads reads = new Reads(connection, paths, access, deadline);
      reads.sync();
      facts = reads.facts(keys());
      looked = true;
    }
    throw Failures.busy();
  }

  private Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    conditions.forEach(condition -> keys.add(condition.key()));
    writes.forEach(write -> keys.add(write.key()));
    return keys;
  }

  private Map<String, Fact> hints() {
    Map<String, Fact> hints = new HashMap<>();
    for (String key : keys()) {
      Fact fact = connection.seen().of(key);
      if (fact != null) {
        hints.put(key, fact);
      }
    }
    return hints;
  }

  /** Whether it was done, or null where that needs another look. */
  private @Nullable Boolean attempt(Plan plan) throws Lost, InterruptedException {
    if (plan.steps().isEmpty()) {
      return true;
    }
    int[] size = {0};
    CompletableFuture<Answer> asked =
        connection.ask(Code.MULTI, out -> measured(requests.multi(out, plan.ops()), size));
    Answer answer = deadline.await(asked, connection);
    if (answer.error() != Code.OK && answer.body().atEnd()) {
      throw Failures.of(answer.error(), paths.root(), access);
    }
    Outcome outcome = Outcome.read(answer.body());
    if (outcome.error() == Code.OK) {
      remember(plan, outcome);
      return true;
    }
    return failed(plan, plan.steps().get(outcome.failed()), outcome.error());
  }

  private static Outgoing measured(Outgoing out, int[] size) {
    size[0] = out.size();
    if (size[0] > Limits.REQUEST) {
      throw Failures.tooLarge(size[0]);
    }
    return out;
  }

  private @Nullable Boolean failed(Plan plan, Step step, int error)
      throws Lost, InterruptedException {
    boolean create = step.op() instanceof Op.Create;
    if (error == Code.NO_NODE && create) {
      makeParents(plan);
      return null;
    }
    if (error == Code.NO_NODE || error == Code.BAD_VERSION || error == Code.NODE_EXISTS) {
      return step.decides() ? false : null;
    }
    throw Failures.of(error, step.op().path(), access);
  }

  private void makeParents(Plan plan) throws Lost, InterruptedException {
    Set<Paths.Parent> parents = new LinkedHashSet<>();
    for (Op op : plan.ops()) {
      if (op instanceof Op.Create) {
        parents.addAll(paths.parents(op.path()));
      }
    }
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (Paths.Parent parent : parents) {
      int type = parent.container() ? Code.CREATE_CONTAINER : Code.CREATE;
      asked.add(
          connection.ask(type, out -> requests.directory(out, parent.path(), parent.container())));
    }
    int i = 0;
    for (Paths.Parent parent : parents) {
      int error = deadline.await(asked.get(i++), connection).error();
      // One above that may not be touched may be there all the same; the change will tell.
      if (error != Code.OK
          && error != Code.NODE_EXISTS
          && error != Code.NO_NODE
          && error != Code.NO_AUTH) {
        throw Failures.of(error, parent.path(), access);
      }
    }
  }

  private void remember(Plan plan, Outcome outcome) {
    Map<String, Integer> changed = new HashMap<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      Stat stat = outcome.stats().get(i);
      if (plan.steps().get(i).key() == null && stat != null) {
        changed.put(plan.steps().get(i).op().path(), stat.version());
      }
    }
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      Stat stat = outcome.stats().get(i);
      if (step.key() == null) {
        continue;
      }
      if (stat != null) {
        Integer graves = plan.gravesAfter(paths.top(step.key()), changed);
        connection.seen().keep(step.key(), new Fact(stat, graves));
      } else if (step.op() instanceof Op.Delete) {
        connection.seen().forget(step.key());
      }
    }
  }
}
