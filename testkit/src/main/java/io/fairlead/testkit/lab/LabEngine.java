package io.fairlead.testkit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Docker engine of one host. Its data outlive its process, not its host. */
public final class LabEngine {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final LabHost host;
  private final Path directory;
  private final List<String> placeFlags;
  private EngineSettings settings;
  private @Nullable LabProcess process;

  LabEngine(LabHost host, Path directory, List<String> placeFlags, EngineSettings settings) {
    this.host = host;
    this.directory = directory;
    this.placeFlags = List.copyOf(placeFlags);
    this.settings = settings;
  }

  /** Where it listens; this machine sees the socket too. */
  public Path socket() {
    return directory.resolve("docker.sock");
  }

  /** Its address as {@code --docker} and {@code DOCKER_HOST} take it. */
  public String address() {
    return "unix://" + socket();
  }

  /** The process; for signals. */
  public LabProcess process() {
    LabProcess current = process;
    if (current == null) {
      throw new LabException("The engine of " + host.name() + " is not started");
    }
    return current;
  }

  /** Starts it and waits until it answers. */
  public void start() {
    List<String> command = new ArrayList<>(List.of(Command.tool("dockerd", "docker.io")));
    command.addAll(placeFlags);
    command.addAll(List.of("--host", address()));
    command.addAll(settings.flags());
    LabProcess started = host.start("dockerd", command, Map.of());
    process = started;
    Await.until(
        "the engine of " + host.name() + " answers",
        DEADLINE,
        () -> {
          if (!started.alive()) {
            throw new LabException("dockerd ended at its start:\n" + started.tail());
          }
          return Files.exists(socket()) && host.tryDocker("version").exit() == 0;
        });
  }

  /** Starts it with other settings. It must be stopped. */
  public void start(EngineSettings other) {
    settings = other;
    start();
  }

  /** Ends it as a crash does, with SIGKILL. */
  public void kill() {
    process().kill();
  }

  /** Ends it as the system does, with SIGTERM. */
  public void stop() {
    process().terminate();
  }
}
