package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a registration, as pure functions. */
final class Composition {
  private Composition() {}

  /**
   * All that decides what an instance is.
   *
   * @param verdicts what this node's checks say, by check name; see {@link #verdicts}
   * @param drained whether somebody marked it
   * @param overdue whether a check has failed for longer than the registration allows
   */
  record Facts(
      Registration registration,
      Map<String, CheckState> verdicts,
      boolean drained,
      boolean overdue) {}

  /** The instance that these facts make, last changed by {@code cause}; empty where overdue. */
  static Optional<Instance> compose(String node, Facts facts, Cause cause) {
    if (facts.overdue) {
      return Optional.empty();
    }
    Registration from = facts.registration;
    List<CheckState> states = new ArrayList<>(from.states());
    for (Check check : from.checks()) {
      CheckState verdict = facts.verdicts.get(check.name());
      states.add(verdict == null ? unspoken(check, from.cause()) : verdict);
    }
    return Optional.of(
        new Instance(
            new InstanceId(node, from.id().id()),
            from.id().source(),
            from.service(),
            from.container(),
            from.port(),
            from.address(),
            from.endpoints(),
            from.tags(),
            from.meta(),
            from.weight(),
            from.draining() || facts.drained,
            from.checks(),
            states,
            cause));
  }

  /**
   * What the checks of a registration say before they have run: a check that was defined exactly so
   * before keeps its verdict, any other starts with its initial one.
   *
   * @param before the checks that {@code said} belongs to
   */
  static Map<String, CheckState> verdicts(
      Registration registration, List<Check> before, Map<String, CheckState> said) {
    Map<String, CheckState> verdicts = new LinkedHashMap<>();
    for (Check check : registration.checks()) {
      CheckState state = before.contains(check) ? said.get(check.name()) : null;
      verdicts.put(check.name(), state == null ? unspoken(check, registration.cause()) : state);
    }
    return verdicts;
  }

  /** What this node's checks said of an instance that was composed before. */
  static Map<String, CheckState> verdictsOf(Instance instance) {
    Map<String, CheckState> verdicts = new LinkedHashMap<>();
    List<CheckState> states = instance.states();
    int own = states.size() - instance.checks().size();
    for (CheckState state : states.subList(Math.max(0, own), states.size())) {
      verdicts.put(state.name(), state);
    }
    return verdicts;
  }

  /**
   * The registration that an instance was composed of.
   *
   * @param drained whether somebody marked it, so that draining is not the source's own word
   */
  static Registration decompose(Instance from, boolean drained) {
    int own = Math.max(0, from.states().size() - from.checks().size());
    return new Registration(
        new RegistrationId(from.source(), from.id().id()),
        from.service(),
        from.container(),
        from.port(),
        from.address(),
        from.endpoints(),
        from.tags(),
        from.meta(),
        from.weight(),
        from.draining() && !drained,
        from.checks(),
        from.states().subList(0, own),
        from.cause());
  }

  /** Why an instance is as it is after a check has spoken. */
  static Cause because(CheckState state) {
    String word =
        switch (state.health()) {
          case PASSING -> " passes";
          case UNKNOWN -> " has not decided";
          case FAILING -> " fails";
        };
    String output = state.output().isEmpty() ? "" : ": " + state.output();
    return new Cause(state.since(), "check " + state.name() + word + output);
  }

  private static CheckState unspoken(Check check, Cause cause) {
    return new CheckState(check.name(), check.spec().kind(), check.initial(), cause.at(), "");
  }
}
