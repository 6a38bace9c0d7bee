package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Function;
import io.fairlead.template.Wrong;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** consul-template's functions of numbers: the first argument is what the second is changed by. */
final class NumberFunctions {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False", "");

  static final Map<String, Function> ALL = all();

  private NumberFunctions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("add", of -> both(of, Math::addExact, (a, b) -> b + a));
    all.put("subtract", of -> both(of, (a, b) -> Math.subtractExact(b, a), (a, b) -> b - a));
    all.put("multiply", of -> both(of, Math::multiplyExact, (a, b) -> b * a));
    all.put("divide", of -> both(of, (a, b) -> b / a, (a, b) -> b / a));
    all.put("modulo", of -> both(of, (a, b) -> b % a, (a, b) -> b % a));
    all.put("minimum", of -> both(of, Math::min, Math::min));
    all.put("maximum", of -> both(of, Math::max, Math::max));
    all.put("parseBool", of -> bool(of.count(1).text(0)));
    all.put("parseInt", of -> whole(of.count(1).text(0)));
    all.put("parseUint", of -> positive(of.count(1).text(0)));
    all.put("parseFloat", of -> real(of.count(1).text(0)));
    return all;
  }

  private static Object both(Arguments of, LongBinaryOperator whole, DoubleBinaryOperator real) {
    of.count(2);
    try {
      return of.any(0) instanceof Long a && of.any(1) instanceof Long b
          ? (Object) whole.applyAsLong(a, b)
          : (Object) real.applyAsDouble(number(of, 0), number(of, 1));
    } catch (ArithmeticException e) {
      throw new Wrong(of.function() + ": " + e.getMessage());
    }
  }

  private static double number(Arguments of, int place) {
    return of.any(place) instanceof Double number ? number : of.integer(place);
  }

  static Object bool(String text) {
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    throw new Wrong("'" + text + "' is neither true nor false");
  }

  static Long whole(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 0L;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new Wrong("'" + text + "' is no whole number");
    }
  }

  private static Long positive(String text) {
    Long number = whole(text);
    if (number < 0) {
      throw new Wrong("'" + text + "' is less than 0");
    }
    return number;
  }

  private static Double real(String text) {
    if (text.isEmpty()) {
      return 0.0;
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new Wrong("'" + text + "' is no number");
    }
  }
}
