package io.fairlead.ipam;

/** An address, block or pool that cannot be had. The message says what to do next. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String why;

  /** Why it cannot be had. */
  public enum Reason {
    /** It can never be given: it is outside of the pool, or the pool keeps it. */
    NOT_ALLOWED,
    /** Somebody has it. */
    TAKEN,
    /** There is none left. */
    FULL,
    /** Who has to be asked does not answer; the same call may succeed later. */
    AWAY
  }

  /** Refused for this reason. */
  public Refused(Reason reason, String message) {
    super(message);
    this.why = message;
    this.reason = reason;
  }

  /** Why, and what to do next. */
  public String why() {
    return why;
  }

  /** What kind of refusal it is. */
  public Reason reason() {
    return reason;
  }

  /** Whether asking again makes sense without a change by anybody. */
  public boolean retryable() {
    return reason == Reason.AWAY;
  }
}
