package io.fairlead.template;

/**
 * What a function says of arguments that it cannot work with; whoever runs the template adds where.
 */
public final class Wrong extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** For people: what is wrong, and where it helps what to write instead. */
  public Wrong(String message) {
    super(message, null, false, false);
  }
}
