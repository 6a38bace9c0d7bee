package io.fairlead.agent.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code TIME LEVEL COMPONENT MESSAGE}; the component is the package that speaks. A stack
 * trace follows errors only, since only these may be defects of the agent.
 */
final class LineLogger implements System.Logger {
  private static final int LONGEST = 4096;

  private final String name;
  private final String component;

  LineLogger(String name) {
    this.name = name;
    this.component = component(name);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF && level.compareTo(LineLoggers.threshold()) >= 0;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      System.err.print(line(Instant.now(), level, component, String.valueOf(message), thrown));
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      String text = String.valueOf(format);
      boolean plain = parameters == null || parameters.length == 0;
      log(level, bundle, plain ? text : MessageFormat.format(text, parameters), (Throwable) null);
    }
  }

  static String line(
      Instant at, Level level, String component, String message, @Nullable Throwable thrown) {
    StringBuilder line =
        new StringBuilder(128)
            .append(at.truncatedTo(ChronoUnit.MILLIS))
            .append(' ')
            .append(String.format(Locale.ROOT, "%-7s", level.getName().toLowerCase(Locale.ROOT)))
            .append(' ')
            .append(component)
            .append(": ")
            .append(onOneLine(message));
    if (thrown != null) {
      line.append(": ").append(onOneLine(thrown.toString()));
    }
    line.append('\n');
    if (thrown != null && level == Level.ERROR) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      line.append(trace);
    }
    return line.toString();
  }

  /** What comes from outside must not forge a line of its own, nor move a terminal's cursor. */
  private static String onOneLine(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    StringBuilder clean = new StringBuilder(cut.length());
    cut.chars().forEach(c -> clean.append(c < ' ' || c == 127 ? ' ' : (char) c));
    return clean.toString();
  }

  private static String component(String name) {
    int last = name.lastIndexOf('.');
    if (last < 0) {
      return name;
    }
    String own = name.substring(0, last);
    return own.substring(own.lastIndexOf('.') + 1);
  }
}
