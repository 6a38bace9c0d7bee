package io.fairlead.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether one value is equal to another, or less. */
final class Comparison {
  private Comparison() {}

  /**
   * Whether they are equal.
   *
   * @throws Wrong where they are of kinds that are never compared
   */
  static boolean equal(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    if (one instanceof List<?>
        || one instanceof Dict
        || other instanceof List<?>
        || other instanceof Dict) {
      throw incompatible(one, other);
    }
    if (isBasic(one) && isBasic(other) && !one.getClass().equals(other.getClass())) {
      throw incompatible(one, other);
    }
    if (one instanceof Double a && other instanceof Double b) {
      return a.doubleValue() == b.doubleValue();
    }
    return one.equals(other);
  }

  /**
   * Whether the first is less.
   *
   * @throws Wrong where they have no order
   */
  static boolean less(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Long a && other instanceof Long b) {
      return a < b;
    }
    if (one instanceof Double a && other instanceof Double b) {
      return a < b;
    }
    if (one instanceof String a && other instanceof String b) {
      return a.compareTo(b) < 0;
    }
    throw incompatible(one, other);
  }

  private static boolean isBasic(Object value) {
    return value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof String;
  }

  private static Wrong incompatible(@Nullable Object one, @Nullable Object other) {
    return new Wrong(
        Kinds.named(one)
            + " and "
            + Kinds.named(other)
            + " cannot be compared; parseInt, parseFloat and print make one kind of both");
  }
}
