package io.fairlead.balancer.template;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether so much of a file may vanish at once. Pure. */
final class Guard {
  /** Files of fewer lines may lose any. */
  private static final long FEW = 20;

  private Guard() {}

  /** Why the new text is not taken in the place of the old one, or null where it is. */
  static @Nullable String against(@Nullable String before, String after, int mayVanish) {
    if (before == null || before.isBlank() || mayVanish == 100) {
      return null;
    }
    if (after.isBlank()) {
      return "the file would be empty; --may-vanish 100 lets it";
    }
    long had = before.lines().count();
    long has = after.lines().count();
    if (had < FEW || (had - has) * 100 <= had * mayVanish) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "the file would have %d lines instead of %d, and at most %d of 100 may vanish at once;"
            + " --may-vanish sets that",
        has,
        had,
        mayVanish);
  }
}
