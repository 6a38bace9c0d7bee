package io.fairlead.spi;

/** The store could not do what was asked. The message says what to do next. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  private StoreException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** The store is away for now: the same call may succeed later. */
  public static StoreException away(String message, Throwable cause) {
    return new StoreException(message, true, cause);
  }

  /** The store will not do this, however often it is asked. */
  public static StoreException refused(String message) {
    return new StoreException(message, false, new IllegalArgumentException(message));
  }

  /** The store does not let us in, until somebody mends that: the same call succeeds then. */
  public static StoreException barred(String message) {
    return new StoreException(message, true, new SecurityException(message));
  }

  /** Whether asking again makes sense. */
  public boolean retryable() {
    return retryable;
  }
}
