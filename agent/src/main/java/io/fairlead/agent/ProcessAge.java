package io.fairlead.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How long ago this process began, by the kernel's clock that never jumps. */
final class ProcessAge {
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final Path UPTIME = Path.of("/proc/uptime");

  /** Ticks of the clock that /proc counts by: the same on every Linux that Java runs on. */
  private static final long TICK_MILLIS = 10;

  /** Where the start stands behind the command's name, which is in parentheses. */
  private static final int START = 19;

  private ProcessAge() {}

  /** To a hundredth of a second; zero where the system does not tell. */
  static Duration now() {
    try {
      return between(Files.readString(STAT), Files.readString(UPTIME));
    } catch (IOException | RuntimeException e) {
      return Duration.ZERO;
    }
  }

  static Duration between(String stat, String uptime) {
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long started = Long.parseLong(behindName[START]) * TICK_MILLIS;
    long up = Math.round(Double.parseDouble(uptime.split(" ")[0]) * 1000);
    return Duration.ofMillis(Math.max(0, up - started));
  }
}
