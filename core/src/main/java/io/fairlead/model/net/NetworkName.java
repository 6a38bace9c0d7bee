package io.fairlead.model.net;

import io.fairlead.model.InvalidField;

/** The names that networks and containers may have: Docker's rules. */
public final class NetworkName {
  /** Characters at most. */
  public static final int MAX_LENGTH = 128;

  private NetworkName() {}

  /** Whether {@code text} is such a name. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '_' && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** Returns {@code text} if it is such a name, else throws naming {@code field}. */
  public static String require(String field, String text) {
    InvalidField.unless(
        isValid(text),
        field,
        "'"
            + text
            + "' is no name of a network; use 1 to "
            + MAX_LENGTH
            + " of a-z, A-Z, 0-9, '_', '.' and '-', starting with a letter or digit");
    return text;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
