package io.fairlead.spi;

/** A network could not be made or removed. The message says what to do next. */
public final class NetworkRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Refused with these words. */
  public NetworkRefused(String message) {
    super(message);
  }
}
