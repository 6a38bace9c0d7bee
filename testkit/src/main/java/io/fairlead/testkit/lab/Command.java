package io.fairlead.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs a command of this machine to its end and keeps what it said. */
final class Command {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final Executor READERS = task -> Thread.ofVirtual().start(task);

  private Command() {}

  /**
   * How a command ended.
   *
   * @param output its standard output, without the line break at its end
   * @param errors its standard error, likewise
   */
  record Result(List<String> command, int exit, String output, String errors) {
    /** The output, where the command succeeded. */
    String outputOrFail() {
      if (exit != 0) {
        throw new LabException(
            String.join(" ", command) + "\nended with " + exit + ": " + errors + "\n" + output);
      }
      return output;
    }
  }

  /** The output of a command that must succeed. */
  static String output(String... command) {
    return run(List.of(command), Map.of()).outputOrFail();
  }

  /** Runs a command that may fail. */
  static Result run(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      Process process = builder.start();
      CompletableFuture<String> output = text(process.getInputStream());
      CompletableFuture<String> errors = text(process.getErrorStream());
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new LabException(String.join(" ", command) + " did not end in " + DEADLINE);
      }
      return new Result(command, process.exitValue(), output.join(), errors.join());
    } catch (IOException e) {
      throw new LabException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("Interrupted in " + String.join(" ", command), e);
    }
  }

  /** The path of a tool that the lab needs. */
  static String tool(String name, String debianPackage) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    for (String directory : List.of("/usr/local/bin", "/usr/bin", "/usr/sbin", "/sbin", "/bin")) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    throw new LabException(
        "The lab needs '" + name + "', which is not here: apt-get install " + debianPackage);
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        READERS);
  }
}
