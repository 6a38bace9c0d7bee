package io.fairlead.wire.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Short strings that were read lately, so that what says the same name a hundred thousand times
 * holds it once. A table of fixed size in which a newer string takes an older one's place: whatever
 * is read from outside, it cannot grow. Thread-safe without a lock: strings are immutable, and who
 * loses a race makes a string of its own.
 */
final class RecentStrings {
  private static final int SIZE = 1 << 14;
  private static final int LONGEST = 64;

  private final @Nullable String[] table = new String[SIZE];

  /** The string of these ASCII bytes. */
  String of(byte[] text, int start, int end) {
    if (end - start > LONGEST) {
      return fresh(text, start, end);
    }
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = (hash ^ hash >>> 15) & (SIZE - 1);
    String known = table[slot];
    if (known != null && same(known, text, start, end)) {
      return known;
    }
    String made = fresh(text, start, end);
    table[slot] = made;
    return made;
  }

  private static boolean same(String known, byte[] text, int start, int end) {
    if (known.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (known.charAt(i - start) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static String fresh(byte[] text, int start, int end) {
    return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
