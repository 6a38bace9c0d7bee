package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fairlead up} says where it may not, or cannot, bring up an engine. */
class EngineScriptTest {
  private static final Path SCRIPT = Path.of("../scripts/engine.sh");

  @TempDir private Path directory;

  @Test
  void toldToInstallNothingItSaysWhatIsMissing() throws Exception {
    String socket = "unix://" + directory.resolve("docker.sock");
    assertEquals(
        "fairlead: no Docker engine answers at "
            + socket
            + ": start or install one (Debian package docker.io), or leave --no-install out\n",
        run(socket, directory.toString(), "--no-install"));
  }

  @Test
  void anEngineOnAnotherHostIsNotStartedHere() throws Exception {
    String said = run("192.0.2.1:2375", directory.toString());
    assertTrue(said.startsWith("fairlead: no Docker engine answers at 192.0.2.1:2375"), said);
    assertEquals(1, said.lines().count());
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor());
    return text;
  }
}
