package io.fairlead.model;

import java.util.Locale;

/**
 * The names that Fairlead can answer: one DNS label (RFC 1035 section 2.3.1), in lower case, with
 * the underscore that container names use.
 */
public final class DnsLabel {
  /** Octets in one label, RFC 1035 section 2.3.4. */
  public static final int MAX_LENGTH = 63;

  private DnsLabel() {}

  /** Whether {@code text} is already a label as Fairlead stores it. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isLabelChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The nearest label to a name from outside ({@code "My.App v2"} becomes {@code "my-app-v2"});
   * empty where nothing of it can stay.
   */
  public static String from(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder label = new StringBuilder(Math.min(lower.length(), MAX_LENGTH));
    for (int i = 0; i < lower.length() && label.length() < MAX_LENGTH; i++) {
      char c = lower.charAt(i);
      label.append(isLabelChar(c) ? c : '-');
    }
    int start = 0;
    while (start < label.length() && label.charAt(start) == '-') {
      start++;
    }
    int end = label.length();
    while (end > start && label.charAt(end - 1) == '-') {
      end--;
    }
    return label.substring(start, end);
  }

  /** Returns {@code text} if it is a valid label, else throws naming {@code field}. */
  public static String require(String field, String text) {
    InvalidField.unless(
        isValid(text),
        field,
        "'"
            + text
            + "' is not a name that DNS can carry; use 1 to 63 of a-z, 0-9, '-' and '_', not starting"
            + " with '-'");
    return text;
  }

  private static boolean isLabelChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
