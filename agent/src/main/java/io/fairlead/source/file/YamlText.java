package io.fairlead.source.file;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a scalar without quotes means: the JSON types, by YAML 1.2's core schema. */
final class YamlText {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private YamlText() {}

  static @Nullable Object value(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> numberOrText(plain);
    };
  }

  private static Object numberOrText(String plain) {
    if (INTEGER.matcher(plain).matches()) {
      return Long.parseLong(plain);
    }
    return NUMBER.matcher(plain).matches() ? (Object) Double.parseDouble(plain) : plain;
  }
}
