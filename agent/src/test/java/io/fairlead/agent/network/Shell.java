package io.fairlead.agent.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands as a person types them. */
final class Shell {
  private Shell() {}

  /** How a command ended. */
  record Said(int exit, String output) {}

  /** Runs one and waits for its end. */
  static Said run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " is missing: apt-get install it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code ip}, which must succeed. */
  static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Said said = run(command);
    if (said.exit() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + said.output());
    }
  }
}
