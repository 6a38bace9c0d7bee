package io.fairlead.testkit.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A Consul cluster on the loopback address: one server or several. */
public final class ConsulServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final Path directory;
  private final int count;
  private final boolean tls;
  private final @Nullable String token;
  private final List<Integer> httpPorts;
  private final List<Integer> httpsPorts;
  private final List<Integer> serfPorts;
  private final List<Integer> serverPorts;
  private final List<ServerProcess> servers = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  private ConsulServers(int count, boolean tls, @Nullable String token) throws IOException {
    this.count = count;
    this.tls = tls;
    this.token = token;
    directory = Files.createTempDirectory("fairlead-consul");
    List<Integer> ports = ServerProcess.freePorts(4 * count);
    httpPorts = ports.subList(0, count);
    httpsPorts = ports.subList(count, 2 * count);
    serfPorts = ports.subList(2 * count, 3 * count);
    serverPorts = ports.subList(3 * count, 4 * count);
  }

  /** A cluster of {@code count} that answers. */
  public static ConsulServers start(int count) {
    return start(count, null, null);
  }

  /**
   * A cluster that answers.
   *
   * @param authority whose certificates servers show and clients must have; null for plain ones
   * @param token the token that may do everything, where nobody may do anything without one; null
   *     where everybody may do everything
   */
  public static ConsulServers start(
      int count, @Nullable Authority authority, @Nullable String token) {
    ConsulServers started;
    try {
      started = new ConsulServers(count, authority != null, token);
      String program = ServerProcess.program("consul").toString();
      for (int i = 0; i < count; i++) {
        Path configuration = started.directory.resolve(i + ".hcl");
        Files.writeString(configuration, started.configuration(i, authority));
        started.servers.add(
            new ServerProcess(
                List.of(program, "agent", "-config-file=" + configuration),
                started.directory.resolve(i + ".log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      started.servers.forEach(ServerProcess::start);
      started.awaitLeader();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  /** {@code 127.0.0.1:PORT} of each server, with commas between; those of TLS where it is on. */
  public String addresses() {
    return (tls ? httpsPorts : httpPorts)
        .stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** One of them. */
  public ServerProcess server(int number) {
    return servers.get(number);
  }

  /** All of them. */
  public List<ServerProcess> servers() {
    return List.copyOf(servers);
  }

  /** The number of the server that leads, by what most of those that run say. */
  public int leader() {
    awaitLeader();
    for (int i = 0; i < count; i++) {
      String leader = servers.get(i).running() ? leaderBy(i) : "";
      for (int j = 0; j < count; j++) {
        if (leader.endsWith(":" + serverPorts.get(j) + "\"")) {
          return j;
        }
      }
    }
    throw new AssertionError("the leader is gone again");
  }

  /** Waits until a server that runs can write. */
  public void awaitLeader() {
    Await.quiet(
        "Consul has a leader",
        PATIENCE,
        () -> {
          for (int i = 0; i < count; i++) {
            if (servers.get(i).running() && writes(i)) {
              return "";
            }
          }
          return "no leader; " + servers.getFirst().lastWords();
        });
  }

  /** Takes away all that the servers kept; they must not run. */
  public void wipe() {
    for (int i = 0; i < count; i++) {
      ServerProcess.delete(data(i));
    }
  }

  /** All that the cluster holds, for {@link #restore}. */
  public byte[] backup() {
    return ask("GET", 0, "/v1/snapshot", null).body();
  }

  /** Takes the cluster back to what it was. */
  public void restore(byte[] backup) {
    HttpResponse<byte[]> answer = ask("PUT", 0, "/v1/snapshot", backup);
    if (answer.statusCode() != OK) {
      throw new AssertionError("not restored: " + new String(answer.body(), UTF_8));
    }
  }

  /**
   * Does one request of Consul's API at its first server that runs, with the token of the cluster.
   *
   * @return the body of the answer, which must be a success
   */
  public String api(String method, String path, String body) {
    for (int i = 0; i < count; i++) {
      if (servers.get(i).running()) {
        HttpResponse<byte[]> answer =
            ask(method, i, path, body.isEmpty() ? null : body.getBytes(UTF_8));
        if (answer.statusCode() != OK) {
          throw new AssertionError(path + ": " + new String(answer.body(), UTF_8));
        }
        return new String(answer.body(), UTF_8);
      }
    }
    throw new AssertionError("no server runs");
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    client.shutdownNow();
    ServerProcess.delete(directory);
  }

  private boolean writes(int server) {
    try {
      return ask("PUT", server, "/v1/kv/testkit-writes", new byte[1]).statusCode() == OK;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String leaderBy(int server) {
    try {
      return new String(ask("GET", server, "/v1/status/leader", null).body(), UTF_8).strip();
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  private HttpResponse<byte[]> ask(String method, int server, String path, byte @Nullable [] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPorts.get(server) + path))
            .timeout(ANSWER)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (token != null) {
      request.header("X-Consul-Token", token);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private Path data(int number) {
    return directory.resolve("data" + number);
  }

  private String configuration(int number, @Nullable Authority authority) {
    StringBuilder text = new StringBuilder();
    text.append("server = true\nbootstrap_expect = ").append(count);
    text.append("\nnode_name = \"n").append(number);
    text.append("\"\ndata_dir = \"").append(data(number));
    text.append("\"\nbind_addr = \"127.0.0.1\"\nclient_addr = \"127.0.0.1\"\nlog_level = \"warn\"");
    text.append("\nleave_on_terminate = false\nskip_leave_on_interrupt = true");
    text.append("\ndisable_update_check = true\nretry_interval = \"1s\"\nretry_join = [");
    text.append(
        IntStream.range(0, count)
            .filter(other -> other != number)
            .mapToObj(other -> "\"127.0.0.1:" + serfPorts.get(other) + "\"")
            .collect(Collectors.joining(", ")));
    text.append("]\nperformance { raft_multiplier = 1 }\nports {\n dns = -1\n grpc = -1\n http = ");
    text.append(httpPorts.get(number))
        .append("\n https = ")
        .append(tls ? httpsPorts.get(number) : -1);
    text.append("\n serf_lan = ")
        .append(serfPorts.get(number))
        .append("\n serf_wan = -1\n server = ");
    text.append(serverPorts.get(number)).append("\n}\n");
    if (token != null) {
      text.append("acl {\n enabled = true\n default_policy = \"deny\"\n tokens {\n");
      text.append("  initial_management = \"").append(token).append("\"\n }\n}\n");
    }
    if (authority != null) {
      Authority.Issued issued = authority.issue("consul" + number, "EC");
      text.append("tls {\n https {\n  ca_file = \"").append(authority.certificate());
      text.append("\"\n  cert_file = \"").append(issued.certificate());
      text.append("\"\n  key_file = \"").append(issued.key());
      text.append("\"\n  verify_incoming = true\n }\n}\n");
    }
    return text.toString();
  }
}
