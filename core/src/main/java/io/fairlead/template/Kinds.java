package io.fairlead.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kinds of values there are, and when one counts as true. */
final class Kinds {
  private Kinds() {}

  /** Go's word for its type. */
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Double _ -> "float64";
      case String _ -> "string";
      case List<?> _ -> "[]interface {}";
      case Dict dict ->
          dict.zero() instanceof String ? "map[string]string" : "map[string]interface {}";
      case Struct struct -> struct.typeName();
      default -> "func";
    };
  }

  /** For people, in errors. */
  static String named(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String text -> "the text \"" + (text.length() > 40 ? text.substring(0, 40) : text) + '"';
      case Long number -> "the number " + number;
      case Double number -> "the number " + number;
      case Boolean flag -> flag.toString();
      case List<?> _ -> "a list";
      case Dict _ -> "a map";
      case Struct struct -> "a " + struct.typeName();
      default -> "a function";
    };
  }

  /** Whether {@code if} takes it for true: what is not empty, nil or 0 is. */
  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Dict dict -> !dict.entries().isEmpty();
      default -> true;
    };
  }

  /** The octets of a text: Go counts and cuts in them. */
  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
