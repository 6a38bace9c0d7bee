package io.fairlead.agent.cli;

/** A verb that cannot go on: one line for people and an exit status. */
final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CliFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
