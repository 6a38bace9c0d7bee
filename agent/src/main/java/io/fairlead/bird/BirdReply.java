package io.fairlead.bird;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What BIRD answers on its control socket: lines that start with four digits, or with a space where
 * the digits are those of the line before.
 *
 * @param code that of the last line; 8000 and more are refusals
 * @param lines without their digits
 */
record BirdReply(int code, List<String> lines) {
  private static final int REFUSED = 8000;

  BirdReply {
    lines = List.copyOf(lines);
  }

  /**
   * Reads one, or answers null where more of it is to come.
   *
   * @throws IllegalArgumentException where it is none
   */
  static @Nullable BirdReply read(String text) {
    if (!text.endsWith("\n")) {
      return null;
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      if (line.startsWith(" ")) {
        lines.add(line.substring(1));
      } else if (line.length() >= 5 && line.substring(0, 4).chars().allMatch(Character::isDigit)) {
        lines.add(line.substring(5));
        if (line.charAt(4) == ' ') {
          return new BirdReply(Integer.parseInt(line.substring(0, 4)), lines);
        }
      } else {
        throw new IllegalArgumentException("BIRD says '" + line + "', which is no answer");
      }
    }
    return null;
  }

  boolean refused() {
    return code >= REFUSED;
  }

  /** All of it in one line. */
  String text() {
    return String.join(" ", lines).strip();
  }

  /** Of an answer to {@code show protocols}: how our sessions stand, by their names. */
  Map<String, String> sessions() {
    Map<String, String> sessions = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", 6);
      if (words.length >= 4 && words[0].startsWith(BirdText.NAMES) && words[1].equals("BGP")) {
        sessions.put(words[0], words.length == 6 ? words[5].strip() : words[3]);
      }
    }
    return sessions;
  }
}
