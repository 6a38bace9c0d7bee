package io.fairlead.source.docker;

import io.fairlead.spi.Containers;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stops and finds containers through the engine. Each call makes and ends its own connection. */
public final class DockerContainers implements Containers {
  private final Address engine;
  private final Time time;

  /** Speaks with the engine at {@code engine}; nothing is opened before the first call. */
  public DockerContainers(Address engine, Time time) {
    this.engine = engine;
    this.time = time;
  }

  @Override
  public void stop(String container, Duration grace) throws IOException, InterruptedException {
    try (DockerEngine docker = new DockerEngine(engine, time)) {
      docker.greet();
      docker.stop(container, grace);
    }
  }

  @Override
  public @Nullable Running find(String container) throws IOException, InterruptedException {
    try (DockerEngine docker = new DockerEngine(engine, time)) {
      docker.greet();
      return docker.running(container).orElse(null);
    }
  }
}
