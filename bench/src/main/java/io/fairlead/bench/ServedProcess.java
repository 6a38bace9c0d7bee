package io.fairlead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A DNS server pinned to one core, and the processor time that it has used. */
final class ServedProcess implements AutoCloseable {
  private static final int SECONDS_TO_END = 10;

  private final String name;
  private final int port;
  private final Process process;
  private final Path log;

  private ServedProcess(String name, int port, Process process, Path log) {
    this.name = name;
    this.port = port;
    this.process = process;
    this.log = log;
  }

  /** Starts {@code command} on all cores. */
  static ServedProcess start(String name, int port, Path folder, List<String> command)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new ServedProcess(name, port, process, log);
  }

  /** Starts {@code command} on core {@code core} alone. */
  static ServedProcess start(String name, int port, int core, Path folder, List<String> command)
      throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    return start(name, port, folder, pinned);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** What it has said, where it has ended. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + " has ended: " + Files.readString(log));
    }
  }

  /** User and system time of all its threads so far. */
  long cpuNanos() throws IOException {
    return ProcessFigures.cpuNanos(process.pid());
  }

  /** Memory of its own that is resident now. */
  long residentBytes() throws IOException {
    return ProcessFigures.residentBytes(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
