package io.fairlead.testkit.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real ZooKeeper servers on this machine, each a process: one alone, or several that are one
 * ensemble. They come from the class path of the running test.
 */
public final class ZooKeeperServers implements AutoCloseable {
  /** Milliseconds of ZooKeeper's own tick: sessions live two ticks at least, 20 at most. */
  public static final int TICK = 500;

  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SECURE = 3;

  private final Path directory;
  private final List<int[]> ports;
  private final List<String> settings;
  private final @Nullable Process[] processes;

  private ZooKeeperServers(Path directory, int count, List<String> settings) {
    this.directory = directory;
    this.ports = freePorts(count);
    this.settings = settings;
    this.processes = new Process[count];
  }

  /**
   * Starts {@code count} servers and waits until they serve.
   *
   * @param settings more lines of their configuration; {@code SECURE_PORT} in one stands for a free
   *     port of that server
   */
  public static ZooKeeperServers launch(int count, String... settings) {
    try {
      Path directory = Files.createTempDirectory("fairlead-zookeeper");
      ZooKeeperServers servers = new ZooKeeperServers(directory, count, List.of(settings));
      try {
        servers.prepare();
        servers.startAll();
      } catch (IOException | RuntimeException | AssertionError e) {
        servers.close();
        throw e;
      }
      return servers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many there are, running or not. */
  public int count() {
    return processes.length;
  }

  /** Where clients find them: {@code 127.0.0.1:1234,127.0.0.1:1235}. */
  public String hosts() {
    return hosts(0);
  }

  /** Where clients find them by TLS. */
  public String secureHosts() {
    return hosts(SECURE);
  }

  private String hosts(int kind) {
    return String.join(",", ports.stream().map(each -> "127.0.0.1:" + each[kind]).toList());
  }

  /** The port of one server for clients. */
  public int port(int server) {
    return ports.get(server)[0];
  }

  /** Starts those that do not run, and waits until all serve. */
  public void startAll() {
    for (int server = 0; server < count(); server++) {
      if (!isRunning(server)) {
        start(server);
      }
    }
    awaitServing(count());
  }

  /** Starts one again on what it kept. */
  public void start(int server) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Dzookeeper.preAllocSize=1024",
            "-Dznode.container.checkIntervalMs=500",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            classPath(),
            MAIN,
            home(server).resolve("zoo.cfg").toString());
    try {
      processes[server] =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log(server).toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until {@code count} servers answer clients. */
  public void awaitServing(int count) {
    Await.quiet(
        count + " ZooKeeper servers serve",
        PATIENCE,
        () -> {
          long serving =
              IntStream.range(0, count()).filter(server -> !mode(server).isEmpty()).count();
          return serving >= count ? "" : serving + " do; the logs say " + logs();
        });
  }

  /** The server that leads, where there is one now. */
  public OptionalInt leader() {
    return IntStream.range(0, count()).filter(server -> mode(server).equals("leader")).findFirst();
  }

  /** The server that leads, as soon as there is one. */
  public int awaitLeader() {
    Await.until("a ZooKeeper server leads", PATIENCE, () -> leader().isPresent());
    return leader().orElseThrow();
  }

  /** Ends a server with SIGKILL. */
  public void kill(int server) {
    Process process = Objects.requireNonNull(processes[server], "it does not run");
    process.destroyForcibly();
    process.onExit().join();
    processes[server] = null;
  }

  /** Stops a server's time: it is there, and does nothing. */
  public void freeze(int server) {
    signal(server, "STOP");
  }

  /** Lets a frozen server go on. */
  public void thaw(int server) {
    signal(server, "CONT");
  }

  /** Removes all that a server kept; it does not run. */
  public void wipe(int server) {
    try {
      delete(home(server).resolve("version-2"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its process is there. */
  public boolean isRunning(int server) {
    Process process = processes[server];
    return process != null && process.isAlive();
  }

  /** What all of them have logged. */
  public String logs() {
    StringBuilder all = new StringBuilder();
    for (int server = 0; server < count(); server++) {
      try {
        all.append(Files.exists(log(server)) ? Files.readString(log(server)) : "");
      } catch (IOException e) {
        all.append(e);
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    for (int server = 0; server < count(); server++) {
      if (isRunning(server)) {
        kill(server);
      }
    }
    try {
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare() throws IOException {
    for (int server = 0; server < count(); server++) {
      Files.createDirectories(home(server));
      Files.writeString(home(server).resolve("myid"), server + "\n");
      Files.write(home(server).resolve("zoo.cfg"), configuration(server));
    }
  }

  private List<String> configuration(int server) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "tickTime=" + TICK,
                "initLimit=20",
                "syncLimit=8",
                "dataDir=" + home(server),
                "clientPort=" + port(server),
                "clientPortAddress=127.0.0.1",
                "maxClientCnxns=0",
                "admin.enableServer=false",
                "4lw.commands.whitelist=srvr,cons"));
    settings.forEach(
        line -> lines.add(line.replace("SECURE_PORT", "" + ports.get(server)[SECURE])));
    for (int peer = 0; count() > 1 && peer < count(); peer++) {
      int[] peers = ports.get(peer);
      lines.add("server." + peer + "=127.0.0.1:" + peers[1] + ":" + peers[2]);
    }
    return lines;
  }

  /** Leader, follower, standalone; empty where it does not serve. */
  private String mode(int server) {
    if (!isRunning(server)) {
      return "";
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server)), 2000);
      socket.setSoTimeout(2000);
      socket.getOutputStream().write("srvr".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return answer
          .lines()
          .filter(line -> line.startsWith("Mode: "))
          .map(line -> line.substring("Mode: ".length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private void signal(int server, String name) {
    Process process = Objects.requireNonNull(processes[server], "it does not run");
    try {
      int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in kill", e);
    }
  }

  private Path home(int server) {
    return directory.resolve("server" + server);
  }

  private Path log(int server) {
    return home(server).resolve("log.txt");
  }

  private static String classPath() {
    String ofTests = System.getProperty("surefire.test.class.path");
    return ofTests == null ? System.getProperty("java.class.path") : ofTests;
  }

  /** Four ports for each server: clients, peers, elections, clients by TLS. */
  private static List<int[]> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 4 * count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<int[]> ports = new ArrayList<>();
      for (int server = 0; server < count; server++) {
        List<ServerSocket> four = held.subList(4 * server, 4 * server + 4);
        ports.add(four.stream().mapToInt(ServerSocket::getLocalPort).toArray());
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
