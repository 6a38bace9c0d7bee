package io.fairlead.source.file;

/** A definition file that cannot be used. The message says where it is wrong and the mend. */
final class BrokenFile extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenFile(String message) {
    super(message);
  }

  /** The message, as something to show. */
  String text() {
    return String.valueOf(getMessage());
  }
}
