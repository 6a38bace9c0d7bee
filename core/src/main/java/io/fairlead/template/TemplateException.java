package io.fairlead.template;

/** A template that cannot be read or run: where, and why. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;

  /**
   * One.
   *
   * @param template the template's name
   * @param line of its text, from 1
   */
  public TemplateException(String template, int line, String message) {
    super(template + ":" + line + ": " + message);
    this.line = line;
  }

  /** The line that it is about, from 1. */
  public int line() {
    return line;
  }
}
