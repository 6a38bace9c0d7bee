package io.fairlead.agent.config;

import java.util.List;

/** Settings that cannot be used. Each problem is one line that says where it is and what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, in the order in which it was found; never empty. */
  public List<String> problems() {
    return problems;
  }
}
