package io.fairlead.agent.cli;

/** What a verb's exit status means; part of the interface. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** The answer is no: not found, not ready, no such name. */
  public static final int NEGATIVE = 1;

  /** The command line or a setting is wrong. */
  public static final int USAGE = 2;

  /** No agent answers there. */
  public static final int UNREACHABLE = 3;

  /** The agent could not do it, or something else went wrong. */
  public static final int FAILED = 4;

  private ExitCode() {}
}
