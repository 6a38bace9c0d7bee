package io.fairlead.source.file;

/** A text that is not one YAML document within bounds. */
final class BrokenText extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  BrokenText(Position position, String message) {
    super(message);
    this.position = position;
  }

  /** Where. */
  Position position() {
    return position;
  }

  /** The message, as something to show. */
  String text() {
    return String.valueOf(getMessage());
  }
}
