package io.fairlead.agent.network;

import io.fairlead.spi.Trace;
import io.fairlead.spi.Trace.State;
import io.fairlead.spi.Trace.Step;
import java.util.ArrayList;
import java.util.List;

/** The steps of a trace as they are found. Used by one thread. */
final class TraceSteps {
  private final List<Step> steps = new ArrayList<>();

  void ok(String name, String found) {
    steps.add(new Step(name, State.OK, found, ""));
  }

  void broken(String name, String found, String mend) {
    steps.add(new Step(name, State.BROKEN, found, mend));
  }

  void skipped(String name, String why, String instead) {
    steps.add(new Step(name, State.SKIPPED, why, instead));
  }

  /** Broken where anything was found to be wrong, else well. */
  void judged(String name, List<String> wrong, String well, String mend) {
    if (wrong.isEmpty()) {
      ok(name, well);
    } else {
      broken(name, String.join("; ", wrong), mend);
    }
  }

  /** A step that another node has looked at. */
  void far(String node, Step step) {
    steps.add(new Step(step.name() + " on " + node, step.state(), step.found(), step.mend()));
  }

  /** All so far. */
  List<Step> all() {
    return List.copyOf(steps);
  }

  Trace trace(String from, String to) {
    return new Trace(from, to, steps);
  }
}
