package io.fairlead.template;

import java.math.BigInteger;
import java.util.Locale;

/** The values of literals, as Go writes them. */
final class Constants {
  private Constants() {}

  /**
   * The value of a number, character, or text.
   *
   * @throws Wrong where it has none
   */
  static Object of(Token token) {
    String text = token.text();
    return switch (token.kind()) {
      case STRING -> unquote(text.substring(1, text.length() - 1));
      case RAW_STRING -> text.substring(1, text.length() - 1).replace("\r", "");
      case CHARACTER -> character(text);
      default -> number(text);
    };
  }

  private static Long character(String text) {
    String one = unquote(text.substring(1, text.length() - 1));
    if (one.codePointCount(0, one.length()) != 1) {
      throw new Wrong(text + " is not one character");
    }
    return (long) one.codePointAt(0);
  }

  /** A {@code Long} or {@code Double}. */
  static Object number(String text) {
    if (text.endsWith("i")) {
      throw new Wrong("complex numbers as " + text + " are not known here");
    }
    try {
      String plain = withoutUnderscores(text);
      String lower = plain.toLowerCase(Locale.ROOT);
      boolean hex = lower.contains("0x");
      if (hex ? lower.contains("p") : lower.contains(".") || lower.contains("e")) {
        return Double.valueOf(plain);
      }
      return integer(lower);
    } catch (NumberFormatException e) {
      throw new Wrong(text + " is not a number");
    }
  }

  private static Long integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int radix = 10;
    if (digits.startsWith("0x")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0b")) {
      radix = 2;
      digits = digits.substring(2);
    } else if (digits.startsWith("0o")) {
      radix = 8;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    if (digits.startsWith("-") || digits.startsWith("+")) {
      throw new NumberFormatException();
    }
    BigInteger value = new BigInteger(negative ? "-" + digits : digits, radix);
    if (value.bitLength() > 63) {
      throw new Wrong(text + " is too large for an integer");
    }
    return value.longValue();
  }

  private static String withoutUnderscores(String text) {
    if (text.startsWith("_") || text.endsWith("_") || text.contains("__")) {
      throw new NumberFormatException();
    }
    return text.replace("_", "");
  }

  /** The text that stands between double quotes, or between single ones. */
  static String unquote(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
      } else {
        at = escape(text, at + 1, out);
      }
    }
    return out.toString();
  }

  /** Reads what follows a backslash; where it ends. */
  private static int escape(String text, int at, StringBuilder out) {
    char c = at < text.length() ? text.charAt(at) : 0;
    int plain = "abfnrtv\\'\"".indexOf(c);
    if (plain >= 0) {
      out.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(plain));
      return at + 1;
    }
    int length =
        switch (c) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    boolean octal = c >= '0' && c <= '7';
    int start = octal ? at : at + 1;
    int end = start + (octal ? 3 : length);
    if (end == start || end > text.length()) {
      throw new Wrong("'\\" + (c == 0 ? "" : c) + "' is no escape in a text");
    }
    try {
      out.appendCodePoint(Integer.parseInt(text, start, end, octal ? 8 : 16));
    } catch (IllegalArgumentException e) {
      throw new Wrong("'\\" + text.substring(at, end) + "' is no escape in a text");
    }
    return end;
  }
}
