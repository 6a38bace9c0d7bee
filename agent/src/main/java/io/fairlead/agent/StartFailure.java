package io.fairlead.agent;

/** An agent that cannot start. The message says why and what to do. */
final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }
}
