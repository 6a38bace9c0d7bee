package io.fairlead.source.docker;

import java.util.Locale;
import java.util.Map;

/**
 * Which signals mean that a container is about to end. The engine tells signals by number, images
 * name their own by word.
 */
final class StopSignals {
  private static final int INT = 2;
  private static final int KILL = 9;
  private static final int TERM = 15;

  /** On Linux, where alpha, mips and sparc differ; Docker runs on none of them. */
  private static final Map<String, Integer> NUMBERS =
      Map.of(
          "HUP", 1, "INT", INT, "QUIT", 3, "KILL", KILL, "USR1", 10, "USR2", 12, "TERM", TERM,
          "WINCH", 28, "PWR", 30);

  private static final int RTMIN = 34;
  private static final int RTMAX = 64;

  private StopSignals() {}

  /** The number of {@code SIGTERM}, {@code term}, {@code 15} or {@code SIGRTMIN+3}; else TERM's. */
  static int number(String signal) {
    String name = signal.strip().toUpperCase(Locale.ROOT);
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    if (name.matches("[0-9]{1,2}")) {
      return Integer.parseInt(name);
    }
    if (name.matches("RTMIN(\\+[0-9]{1,2})?")) {
      return name.length() == 5 ? RTMIN : RTMIN + Integer.parseInt(name.substring(6));
    }
    if (name.matches("RTMAX(-[0-9]{1,2})?")) {
      return name.length() == 5 ? RTMAX : RTMAX - Integer.parseInt(name.substring(6));
    }
    return NUMBERS.getOrDefault(name, TERM);
  }

  /**
   * Whether a signal ends a container that is told to stop by {@code own}. QUIT counts only as its
   * own: it makes a Java process print its threads and go on.
   */
  static boolean ends(int signal, int own) {
    return signal == own || signal == TERM || signal == KILL || signal == INT;
  }
}
