package io.fairlead.testkit.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

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
  private final List<List<Integer>> ports;
  private final List<String> settings;
  private final List<ServerProcess> servers;

  private ZooKeeperServers(Path directory, int count, List<String> settings) {
    this.directory = directory;
    this.ports = freePorts(count);
    this.settings = settings;
    this.servers =
        IntStream.range(0, count)
            .mapToObj(server -> new ServerProcess(command(server), log(server)))
            .toList();
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
    return ports.size();
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
    return String.join(",", ports.stream().map(each -> "127.0.0.1:" + each.get(kind)).toList());
  }

  /** The port of one server for clients. */
  public int port(int server) {
    return ports.get(server).getFirst();
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
    servers.get(server).start();
  }

  private List<String> command(int server) {
    return List.of(
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
    servers.get(server).kill();
  }

  /** Stops a server's time: it is there, and does nothing. */
  public void freeze(int server) {
    servers.get(server).freeze();
  }

  /** Lets a frozen server go on. */
  public void thaw(int server) {
    servers.get(server).thaw();
  }

  /** Removes all that a server kept; it does not run. */
  public void wipe(int server) {
    ServerProcess.delete(home(server).resolve("version-2"));
  }

  /** Whether its process is there. */
  public boolean isRunning(int server) {
    return servers.get(server).running();
  }

  /** What all of them said last. */
  public String logs() {
    return String.join("\n", servers.stream().map(ServerProcess::lastWords).toList());
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    ServerProcess.delete(directory);
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
        line -> lines.add(line.replace("SECURE_PORT", "" + ports.get(server).get(SECURE))));
    for (int peer = 0; count() > 1 && peer < count(); peer++) {
      List<Integer> peers = ports.get(peer);
      lines.add("server." + peer + "=127.0.0.1:" + peers.get(1) + ":" + peers.get(2));
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
  private static List<List<Integer>> freePorts(int count) {
    List<Integer> all = ServerProcess.freePorts(4 * count);
    return IntStream.range(0, count).mapToObj(i -> all.subList(4 * i, 4 * i + 4)).toList();
  }
}
