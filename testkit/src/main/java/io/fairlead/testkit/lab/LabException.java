package io.fairlead.testkit.lab;

/** The lab could not do what a test asked. The message holds what the tool in question said. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed, and what the tool said. */
  public LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
