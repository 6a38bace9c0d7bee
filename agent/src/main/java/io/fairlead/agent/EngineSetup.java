package io.fairlead.agent;

import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has a Docker engine started, and installed before, where none answers; says so first. */
final class EngineSetup {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private EngineSetup() {}

  /**
   * Makes an engine answer at {@code docker}.
   *
   * @param data where an engine that is started here writes its log
   * @param install whether anything may be installed or started
   * @return whether one answers now; if not, standard error says why
   */
  static boolean ensure(Address docker, boolean install, Path data, Time time)
      throws IOException, InterruptedException {
    if (answers(docker, time)) {
      return true;
    }
    Path script = Path.of(System.getProperty("fairlead.home", "."), "scripts", "engine.sh");
    if (!Files.exists(script)) {
      System.err.println("fairlead: no Docker engine answers at " + docker + "; start it there");
      return false;
    }
    List<String> command =
        new ArrayList<>(List.of(script.toString(), docker.toString(), data.toString()));
    if (!install) {
      command.add("--no-install");
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  private static boolean answers(Address docker, Time time) throws InterruptedException {
    try (HttpClient http = new HttpClient(docker, "the Docker engine", time)) {
      return http.send(Call.get("/_ping").within(PATIENCE)).ok();
    } catch (IOException e) {
      return false;
    }
  }
}
