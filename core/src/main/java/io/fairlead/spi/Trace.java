package io.fairlead.spi;

import java.util.List;

/** The way from one container to another, step by step. */
public record Trace(String from, String to, List<Step> steps) {
  public Trace {
    steps = List.copyOf(steps);
  }

  /** How a step is. */
  public enum State {
    OK,
    BROKEN,
    /** It was not looked at. */
    SKIPPED
  }

  /**
   * One step.
   *
   * @param found what was seen
   * @param mend what to do; empty where nothing is to be done
   */
  public record Step(String name, State state, String found, String mend) {}

  /** Whether nothing that was looked at is broken. */
  public boolean isWhole() {
    return steps.stream().noneMatch(step -> step.state() == State.BROKEN);
  }
}
