package io.fairlead.spi;

import java.io.IOException;
import java.time.Duration;

/** What the agent may do to containers: a small window on the engine. Thread-safe. */
public interface Containers {
  /**
   * Stops a container, by name, as {@code docker stop} does.
   *
   * @param grace between the stop signal and the kill
   * @throws IOException where the engine is away or refuses; the message says why
   */
  void stop(String container, Duration grace) throws IOException, InterruptedException;
}
