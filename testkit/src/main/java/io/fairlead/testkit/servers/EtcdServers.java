package io.fairlead.testkit.servers;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An etcd cluster on the loopback address: one server or several. */
public final class EtcdServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

  private final Path directory;
  private final int count;
  private final List<Integer> clientPorts;
  private final List<Integer> peerPorts;
  private final List<Integer> healthPorts;
  private final List<ServerProcess> servers = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  private EtcdServers(int count) throws IOException {
    this.count = count;
    directory = Files.createTempDirectory("fairlead-etcd");
    List<Integer> ports = ServerProcess.freePorts(3 * count);
    clientPorts = ports.subList(0, count);
    peerPorts = ports.subList(count, 2 * count);
    healthPorts = ports.subList(2 * count, 3 * count);
  }

  /** A cluster of {@code count} that answers. */
  public static EtcdServers start(int count) {
    return start(count, null);
  }

  /**
   * A cluster that answers.
   *
   * @param authority whose certificates servers show and clients must have; null for plain ones
   */
  public static EtcdServers start(int count, @Nullable Authority authority) {
    EtcdServers started;
    try {
      started = new EtcdServers(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String program = ServerProcess.program("etcd").toString();
    for (int i = 0; i < count; i++) {
      started.servers.add(
          new ServerProcess(
              started.command(program, i, authority), started.directory.resolve(i + ".log")));
    }
    try {
      started.servers.forEach(ServerProcess::start);
      started.awaitHealthy();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:PORT}, of each server, with commas between. */
  public String addresses() {
    return IntStream.range(0, count).mapToObj(this::address).collect(Collectors.joining(","));
  }

  /** {@code 127.0.0.1:PORT} of one. */
  public String address(int server) {
    return "127.0.0.1:" + clientPorts.get(server);
  }

  /** One of them. */
  public ServerProcess server(int number) {
    return servers.get(number);
  }

  /** All of them. */
  public List<ServerProcess> servers() {
    return List.copyOf(servers);
  }

  /** The number of the server that leads. Only of a plain cluster. */
  public int leader() {
    int[] leader = {-1};
    Await.until(
        "a leader",
        PATIENCE,
        () -> {
          for (int i = 0; i < count; i++) {
            String status = servers.get(i).running() ? status(i) : "";
            Matcher member = MEMBER.matcher(status);
            Matcher leading = LEADER.matcher(status);
            if (member.find() && leading.find() && member.group(1).equals(leading.group(1))) {
              leader[0] = i;
            }
          }
          return leader[0] >= 0;
        });
    return leader[0];
  }

  /** Waits until every server that runs says that it can serve. */
  public void awaitHealthy() {
    for (int i = 0; i < count; i++) {
      ServerProcess server = servers.get(i);
      String health = "http://127.0.0.1:" + healthPorts.get(i) + "/health";
      if (server.running()) {
        Await.quiet(
            "etcd " + i + " is healthy",
            PATIENCE,
            () -> ask(health, null).contains("\"true\"") ? "" : "no: " + server.lastWords());
      }
    }
  }

  /** Takes away all that they kept, and starts them again. */
  public void wipe() {
    servers.forEach(ServerProcess::kill);
    IntStream.range(0, count).forEach(i -> ServerProcess.delete(data(i)));
    servers.forEach(ServerProcess::start);
    awaitHealthy();
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    client.shutdownNow();
    ServerProcess.delete(directory);
  }

  private Path data(int server) {
    return directory.resolve("data" + server);
  }

  private String status(int server) {
    return ask("http://" + address(server) + "/v3/maintenance/status", "{}");
  }

  private String ask(String url, @Nullable String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER);
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private List<String> command(String program, int number, @Nullable Authority authority) {
    String scheme = authority == null ? "http://" : "https://";
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--name=" + number,
                "--data-dir=" + data(number),
                "--listen-client-urls=" + scheme + address(number),
                "--advertise-client-urls=" + scheme + address(number),
                "--listen-metrics-urls=http://127.0.0.1:" + healthPorts.get(number),
                "--listen-peer-urls=" + peer(number),
                "--initial-advertise-peer-urls=" + peer(number),
                "--initial-cluster-token=" + directory.getFileName(),
                "--initial-cluster="
                    + IntStream.range(0, count)
                        .mapToObj(i -> i + "=" + peer(i))
                        .collect(Collectors.joining(","))));
    if (authority != null) {
      Authority.Issued issued = authority.issue("etcd" + number, "EC");
      command.add("--cert-file=" + issued.certificate());
      command.add("--key-file=" + issued.key());
      command.add("--client-cert-auth");
      command.add("--trusted-ca-file=" + authority.certificate());
    }
    return command;
  }

  private String peer(int number) {
    return "http://127.0.0.1:" + peerPorts.get(number);
  }
}
