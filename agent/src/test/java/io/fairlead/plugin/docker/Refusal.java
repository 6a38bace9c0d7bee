package io.fairlead.plugin.docker;

/** A call was refused, or an engine refuses. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
