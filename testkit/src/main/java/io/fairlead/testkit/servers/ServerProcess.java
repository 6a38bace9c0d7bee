package io.fairlead.testkit.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real server of a test that is one process, started again on what it kept. It ends with this
 * virtual machine at the latest.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final List<String> command;
  private final Path log;
  private @Nullable Process process;

  /**
   * Starts nothing yet.
   *
   * @param log what it says is added there
   */
  public ServerProcess(List<String> command, Path log) {
    this.command = List.copyOf(command);
    this.log = log;
  }

  /** The path of a server's program, fetched where it is not there: {@code etcd}. */
  public static Path program(String name) {
    Path get = Path.of("testkit", "servers", "get");
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve(get))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new AssertionError("no " + get + " above " + Path.of("").toAbsolutePath());
    }
    try {
      Process getting =
          new ProcessBuilder(directory.resolve(get).toString(), name)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String said = new String(getting.getInputStream().readAllBytes(), UTF_8).strip();
      if (getting.waitFor() != 0 || !said.startsWith(name + "=")) {
        throw new AssertionError(get + " " + name + " could not get it; run it to see why");
      }
      return Path.of(said.substring(name.length() + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while getting " + name, e);
    }
  }

  /** Ports of the loopback address that nobody listens on, each another. */
  public static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a directory with all that is in it; nothing where it is not there. */
  public static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it said last, for the text of a failure. */
  public String lastWords() {
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Whether the process is there. */
  public synchronized boolean running() {
    return process != null && process.isAlive();
  }

  /** Starts it; does not wait until it answers. */
  public synchronized void start() {
    if (running()) {
      throw new IllegalStateException(command.getFirst() + " runs already");
    }
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      RUNNING.add(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end and waits for that. */
  public synchronized void stop() {
    if (process != null) {
      process.destroy();
      ended(process);
    }
  }

  /** Ends it as a power cut does. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      ended(process);
    }
  }

  /** Lets it hang: its connections stay open and nothing is answered. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    signal("CONT");
  }

  @Override
  public void close() {
    kill();
  }

  private synchronized void signal(String name) {
    if (process == null) {
      throw new IllegalStateException(command.getFirst() + " was never started");
    }
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(command.getFirst() + " takes no signal: " + lastWords());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void ended(Process ending) {
    try {
      if (!ending.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
        throw new AssertionError(command.getFirst() + " did not end: " + lastWords());
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      RUNNING.remove(ending);
    }
  }
}
