package io.fairlead.agent.network;

import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.kernel.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What dataplanes require of this host. What was found once is not looked for again. Thread-safe.
 */
final class Needs {
  private final Function<Requirement, Optional<String>> missing;
  private final Set<Requirement> met = ConcurrentHashMap.newKeySet();

  /**
   * Nothing looked for yet.
   *
   * @param missing what is missing and what to do about it, or empty
   */
  Needs(Function<Requirement, Optional<String>> missing) {
    this.missing = missing;
  }

  /** What this host lacks for a dataplane, a line for each; empty where it can be used. */
  List<String> missing(Dataplane dataplane) {
    return dataplane.requires().stream()
        .filter(one -> !met.contains(one))
        .<String>mapMulti(
            (one, out) ->
                missing.apply(one).ifPresentOrElse(text -> out.accept(text), () -> met.add(one)))
        .map(text -> dataplane.type() + " cannot be used here: " + text)
        .toList();
  }
}
