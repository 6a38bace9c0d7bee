package io.fairlead.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How values are printed: as Go's {@code fmt} prints them with {@code %v}, and what goes into that.
 */
final class Formatting {
  /** From this exponent on a number is written with it, where no precision is asked for. */
  private static final int LARGE = 6;

  private static final int SMALL = -4;

  private Formatting() {}

  /** As {@code %v}. */
  static String plain(@Nullable Object value) {
    return plain(value, false);
  }

  /**
   * As {@code %v}, or as {@code %+v}.
   *
   * @param named whether a struct's fields are named
   */
  static String plain(@Nullable Object value, boolean named) {
    return switch (value) {
      case null -> "<nil>";
      case String text -> text;
      case Double number -> shortest(number);
      case List<?> list -> {
        StringJoiner all = new StringJoiner(" ", "[", "]");
        list.forEach(one -> all.add(plain(one, named)));
        yield all.toString();
      }
      case Dict dict -> {
        StringJoiner all = new StringJoiner(" ", "map[", "]");
        for (Map.Entry<String, @Nullable Object> one : dict.entries().entrySet()) {
          all.add(one.getKey() + ":" + plain(one.getValue(), named));
        }
        yield all.toString();
      }
      case Struct struct -> {
        StringJoiner all = new StringJoiner(" ", "{", "}");
        for (String name : struct.fieldNames()) {
          all.add((named ? name + ":" : "") + plain(struct.field(name), named));
        }
        yield all.toString();
      }
      default -> value.toString();
    };
  }

  /** As {@code print}: a space stands between two where neither is a text. */
  static String together(List<?> values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0 && !(values.get(i) instanceof String) && !(values.get(i - 1) instanceof String)) {
        out.append(' ');
      }
      out.append(plain(values.get(i)));
    }
    return out.toString();
  }

  /** The fewest digits that give this number again; an exponent where it is large or small. */
  static String shortest(double number) {
    String word = special(number);
    return word == null ? general(exact(number), number, LARGE, -1) : word;
  }

  /** As {@code %g}. */
  static String general(double number, int precision) {
    String word = special(number);
    if (word != null) {
      return word;
    }
    if (precision < 0) {
      BigDecimal value = exact(number);
      return general(value, number, LARGE, -1);
    }
    int digits = Math.max(precision, 1);
    return general(new BigDecimal(number).round(new MathContext(digits)), number, digits, digits);
  }

  private static String general(BigDecimal value, double number, int large, int digits) {
    if (number == 0) {
      return (1 / number < 0 ? "-" : "") + "0";
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    int limit = digits < 0 ? large : Math.max(digits, 1);
    if (exponent < SMALL || exponent >= limit) {
      return exponential(stripped, stripped.precision() - 1, exponent);
    }
    return stripped.toPlainString();
  }

  /** As {@code %f}. */
  static String fixed(double number, int precision) {
    String word = special(number);
    if (word != null) {
      return word;
    }
    int digits = precision < 0 ? 6 : precision;
    String text = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return isNegativeZero(number, text) ? "-" + text : text;
  }

  private static boolean isNegativeZero(double number, String text) {
    return Math.copySign(1, number) < 0 && !text.startsWith("-");
  }

  /** As {@code %e}. */
  static String exponential(double number, int precision) {
    String word = special(number);
    if (word != null) {
      return word;
    }
    int digits = precision < 0 ? 6 : precision;
    if (number == 0) {
      return exponential(BigDecimal.ZERO, digits, 0);
    }
    BigDecimal value =
        new BigDecimal(number).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    return exponential(value, digits, value.precision() - value.scale() - 1);
  }

  private static String exponential(BigDecimal value, int decimals, int exponent) {
    BigDecimal mantissa = value.movePointLeft(exponent).setScale(decimals, RoundingMode.HALF_EVEN);
    return mantissa.toPlainString()
        + (exponent < 0 ? "e-" : "e+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }

  private static BigDecimal exact(double number) {
    return new BigDecimal(Double.toString(number));
  }

  private static @Nullable String special(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number) ? (number > 0 ? "+Inf" : "-Inf") : null;
  }

  /** In double quotes, as Go would read it again. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              int plain = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(c);
              if (plain >= 0) {
                out.append('\\').append("abfnrtv\\\"".charAt(plain));
              } else if (c < ' ' || c == 127) {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else if (!isPrintable(c)) {
                out.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }

  private static boolean isPrintable(int c) {
    if (c == ' ') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
