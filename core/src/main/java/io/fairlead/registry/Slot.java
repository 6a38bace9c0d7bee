package io.fairlead.registry;

import io.fairlead.model.Check;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.Registration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known about one local id: who claims it and what has been said of it. */
final class Slot {
  private static final List<String> PRECEDENCE = List.of("docker", "file", "api");

  /** Who goes first where two sources claim one id: what really runs, then what people wrote. */
  private static final Comparator<String> FIRST_COME =
      Comparator.<String>comparingInt(
              source -> PRECEDENCE.contains(source) ? PRECEDENCE.indexOf(source) : 99)
          .thenComparing(Comparator.naturalOrder());

  final String id;
  final TreeMap<String, Claim> claims = new TreeMap<>(FIRST_COME);
  @Nullable DrainMark mark;
  @Nullable Instance instance;

  /** The registration whose checks are run, and what they have said. */
  @Nullable Registration followed;

  List<Check> checks = List.of();
  Map<String, CheckState> verdicts = new LinkedHashMap<>();
  boolean overdue;

  Slot(String id) {
    this.id = id;
  }

  /** The claim that counts, or null. */
  @Nullable Claim winner() {
    Map.Entry<String, Claim> first = claims.firstEntry();
    return first == null ? null : first.getValue();
  }

  boolean empty() {
    return claims.isEmpty() && instance == null && mark == null;
  }

  /**
   * A source's word.
   *
   * @param recalled whether it was said to the agent before this one, and not yet repeated
   */
  record Claim(Registration registration, boolean recalled) {}
}
