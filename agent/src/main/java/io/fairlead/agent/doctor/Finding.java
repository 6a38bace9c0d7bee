package io.fairlead.agent.doctor;

/**
 * What one check found.
 *
 * @param mend what to do; empty where nothing is to be done
 */
public record Finding(String check, State state, String found, String mend) {
  /** How it is. */
  public enum State {
    OK,
    /** It works, and something may go wrong. */
    WARN,
    /** It does not work. */
    BAD,
    /** It was not looked at. */
    SKIPPED
  }

  static Finding ok(String check, String found) {
    return new Finding(check, State.OK, found, "");
  }

  static Finding warn(String check, String found, String mend) {
    return new Finding(check, State.WARN, found, mend);
  }

  static Finding bad(String check, String found, String mend) {
    return new Finding(check, State.BAD, found, mend);
  }

  static Finding skipped(String check, String why) {
    return new Finding(check, State.SKIPPED, why, "");
  }
}
