package io.fairlead.agent.cli;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a verb writes.
 *
 * @param out for what was asked for
 * @param err for everything else
 * @param width characters in a line, or 0 where nobody looks at it
 * @param progress whether a line that comes and goes may be shown on {@code err}
 */
record Terminal(PrintStream out, PrintStream err, int width, boolean progress) {
  /** The process's own streams. */
  static Terminal here() {
    boolean person = isTerminal(System.console());
    return new Terminal(System.out, System.err, person ? columns() : 0, person);
  }

  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  private static int columns() {
    try {
      return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
