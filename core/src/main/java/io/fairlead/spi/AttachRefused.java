package io.fairlead.spi;

/** An endpoint could not be made or joined. The message says what to do next. */
public final class AttachRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /**
   * Refused.
   *
   * @param retryable whether the same call may succeed later, without a change by anybody
   */
  public AttachRefused(String message, boolean retryable) {
    super(message);
    this.retryable = retryable;
  }

  /** Whether asking again makes sense. */
  public boolean retryable() {
    return retryable;
  }
}
