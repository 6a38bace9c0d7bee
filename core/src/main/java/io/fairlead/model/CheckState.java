package io.fairlead.model;

import java.time.Instant;

/**
 * What a check last said.
 *
 * @param name the check's name
 * @param kind {@link CheckSpec#kind()}, or {@code container} and {@code healthcheck} for what the
 *     engine itself reports
 * @param since when {@code health} was reached
 * @param output what made it so, cut to {@value #MAX_OUTPUT} characters
 */
public record CheckState(String name, String kind, Health health, Instant since, String output) {
  /** Characters of output that are kept. */
  public static final int MAX_OUTPUT = 512;

  public CheckState {
    if (output.length() > MAX_OUTPUT) {
      output = output.substring(0, MAX_OUTPUT);
    }
  }
}
