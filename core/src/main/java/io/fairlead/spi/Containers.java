package io.fairlead.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent may do to containers: a small window on the engine. Thread-safe. */
public interface Containers {
  /**
   * Stops a container, by name, as {@code docker stop} does.
   *
   * @param grace between the stop signal and the kill
   * @throws IOException where the engine is away or refuses; the message says why
   */
  void stop(String container, Duration grace) throws IOException, InterruptedException;

  /**
   * A container that runs, by name or id; null where there is none of that name that runs.
   *
   * @throws IOException where the engine is away; the message says why
   */
  default @Nullable Running find(String container) throws IOException, InterruptedException {
    return null;
  }

  /**
   * A container that runs.
   *
   * @param process the number of its first process
   * @param sandbox the path of its network namespace
   */
  record Running(
      String id, String name, long process, String sandbox, Map<String, String> labels) {}
}
