package io.fairlead.agent.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the platform's loggers write lines; java.util.logging is never loaded. */
public final class LineLoggers extends System.LoggerFinder {
  private static final Map<String, Logger> LOGGERS = new ConcurrentHashMap<>();
  private static volatile Level least = Level.INFO;

  /** Called by the platform. */
  public LineLoggers() {}

  /** Logs nothing below {@code level} from now on. */
  public static void threshold(Level level) {
    least = level;
  }

  static Level threshold() {
    return least;
  }

  @Override
  public Logger getLogger(String name, Module module) {
    return LOGGERS.computeIfAbsent(name, LineLogger::new);
  }
}
