package io.fairlead.template;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's {@code fmt.Sprintf}: the verbs that make sense for a template's values. */
final class Printf {
  private static final int WIDEST = 10_000;

  private final String format;
  private final List<?> values;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;
  private boolean reordered;

  private Printf(String format, List<?> values) {
    this.format = format;
    this.values = values;
  }

  /** The text for these values. */
  static String format(String format, List<?> values) {
    return new Printf(format, values).all();
  }

  /** What stands between the percent sign and the verb. */
  private static final class Spec {
    private boolean minus;
    private boolean plus;
    private boolean sharp;
    private boolean space;
    private boolean zero;
    private int width = -1;
    private int precision = -1;
  }

  private String all() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      directive();
    }
    if (!reordered && next < values.size()) {
      out.append("%!(EXTRA ");
      for (int i = next; i < values.size(); i++) {
        Object value = values.get(i);
        out.append(i > next ? ", " : "");
        out.append(value == null ? "<nil>" : Kinds.of(value) + "=" + Formatting.plain(value));
      }
      out.append(')');
    }
    return out.toString();
  }

  private void directive() {
    Spec spec = new Spec();
    flags(spec);
    place();
    spec.width = size();
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      spec.width = star();
      if (spec.width < 0) {
        spec.minus = true;
        spec.width = -spec.width;
      }
    }
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      place();
      spec.precision = Math.max(size(), 0);
      if (at < format.length() && format.charAt(at) == '*') {
        at++;
        spec.precision = star();
      }
    }
    place();
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (next >= values.size() || next < 0) {
      out.append("%!").appendCodePoint(verb).append(next < 0 ? "(BADINDEX)" : "(MISSING)");
    } else {
      out.append(padded(spec, one(spec, verb, values.get(next++))));
    }
  }

  private void flags(Spec spec) {
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '-' -> spec.minus = true;
        case '+' -> spec.plus = true;
        case '#' -> spec.sharp = true;
        case ' ' -> spec.space = true;
        case '0' -> spec.zero = true;
        default -> {
          return;
        }
      }
    }
  }

  /** Takes {@code [2]}: which value is next. */
  private void place() {
    if (at < format.length() && format.charAt(at) == '[') {
      int end = format.indexOf(']', at);
      String inner = end < 0 ? "" : format.substring(at + 1, end);
      reordered = true;
      next = inner.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(inner) - 1 : -1;
      if (next >= values.size()) {
        next = -1;
      }
      at = end < 0 ? at + 1 : end + 1;
    }
  }

  private int size() {
    int start = at;
    while (at < format.length() && Character.digit(format.charAt(at), 10) >= 0 && at - start < 7) {
      at++;
    }
    return start == at ? -1 : bounded(Long.parseLong(format, start, at, 10));
  }

  private int star() {
    if (next >= 0 && next < values.size() && values.get(next) instanceof Long number) {
      next++;
      return bounded(number);
    }
    out.append("%!(BADWIDTH)");
    next++;
    return 0;
  }

  private static int bounded(long size) {
    if (Math.abs(size) > WIDEST) {
      throw new Wrong("a width of " + size + " is too large for printf");
    }
    return (int) size;
  }

  private static String padded(Spec spec, String text) {
    int missing = spec.width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (spec.minus) {
      return text + " ".repeat(missing);
    }
    if (!spec.zero) {
      return " ".repeat(missing) + text;
    }
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return (signed ? text.substring(0, 1) : "")
        + "0".repeat(missing)
        + (signed ? text.substring(1) : text);
  }

  private static String one(Spec spec, int verb, @Nullable Object value) {
    if (verb == 'T') {
      return Kinds.of(value);
    }
    if (verb == 'v') {
      return plain(spec, value);
    }
    String text =
        switch (value) {
          case Boolean flag -> verb == 't' ? flag.toString() : null;
          case Long number -> integer(spec, verb, number);
          case Double number -> real(spec, verb, number);
          case String one -> text(spec, verb, one);
          case List<?> list -> each(spec, verb, list);
          case null, default -> null;
        };
    if (text != null) {
      return text;
    }
    String shown = new StringBuilder("%!").appendCodePoint(verb).append('(').toString();
    return value == null
        ? shown + "<nil>)"
        : shown + Kinds.of(value) + "=" + Formatting.plain(value) + ")";
  }

  private static String plain(Spec spec, @Nullable Object value) {
    return switch (value) {
      case String text when spec.sharp -> Formatting.quoted(text);
      case Long number -> signed(spec, Long.toString(number));
      case Double number when spec.precision >= 0 ->
          signed(spec, Formatting.general(number, spec.precision));
      case Double number -> signed(spec, Formatting.shortest(number));
      case null, default -> Formatting.plain(value, spec.plus);
    };
  }

  private static @Nullable String each(Spec spec, int verb, List<?> list) {
    StringBuilder all = new StringBuilder("[");
    for (Object one : list) {
      all.append(all.length() > 1 ? " " : "").append(one(spec, verb, one));
    }
    return all.append(']').toString();
  }

  private static @Nullable String integer(Spec spec, int verb, long number) {
    String digits = Long.toString(Math.abs(number));
    String sign = number < 0 ? "-" : spec.plus ? "+" : spec.space ? " " : "";
    switch (verb) {
      case 'd' -> {}
      case 'b' -> digits = Long.toBinaryString(Math.abs(number));
      case 'o', 'O' ->
          digits =
              (verb == 'O' ? "0o" : spec.sharp ? "0" : "") + Long.toOctalString(Math.abs(number));
      case 'x' -> digits = (spec.sharp ? "0x" : "") + Long.toHexString(Math.abs(number));
      case 'X' ->
          digits =
              (spec.sharp ? "0X" : "")
                  + Long.toHexString(Math.abs(number)).toUpperCase(Locale.ROOT);
      case 'c' -> {
        return Character.toString((int) number);
      }
      case 'q' -> {
        String quoted = Formatting.quoted(Character.toString((int) number));
        return "'" + quoted.substring(1, quoted.length() - 1) + "'";
      }
      case 'U' -> {
        return String.format(Locale.ROOT, "U+%04X", number);
      }
      default -> {
        return null;
      }
    }
    return sign + "0".repeat(Math.max(0, spec.precision - digits.length())) + digits;
  }

  private static @Nullable String real(Spec spec, int verb, double number) {
    String text =
        switch (verb) {
          case 'f', 'F' -> Formatting.fixed(number, spec.precision);
          case 'e' -> Formatting.exponential(number, spec.precision);
          case 'E' -> Formatting.exponential(number, spec.precision).toUpperCase(Locale.ROOT);
          case 'g' -> Formatting.general(number, spec.precision);
          case 'G' -> Formatting.general(number, spec.precision).toUpperCase(Locale.ROOT);
          default -> null;
        };
    return text == null ? null : signed(spec, text);
  }

  private static String signed(Spec spec, String number) {
    boolean has = number.startsWith("-") || number.startsWith("+");
    return has ? number : (spec.plus ? "+" : spec.space ? " " : "") + number;
  }

  private static @Nullable String text(Spec spec, int verb, String text) {
    String cut = text;
    if (spec.precision >= 0 && spec.precision < text.codePointCount(0, text.length())) {
      cut = text.substring(0, text.offsetByCodePoints(0, spec.precision));
    }
    return switch (verb) {
      case 's' -> cut;
      case 'q' -> spec.sharp && cut.indexOf('`') < 0 ? "`" + cut + "`" : Formatting.quoted(cut);
      case 'x' -> hex(spec).formatHex(Kinds.octets(cut));
      case 'X' -> hex(spec).withUpperCase().formatHex(Kinds.octets(cut));
      default -> null;
    };
  }

  private static HexFormat hex(Spec spec) {
    return spec.space ? HexFormat.ofDelimiter(" ") : HexFormat.of();
  }
}
