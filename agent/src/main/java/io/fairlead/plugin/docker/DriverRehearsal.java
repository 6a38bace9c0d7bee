package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.net.Network;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.server.HttpServer;
import io.fairlead.transport.server.Limits;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A driver that nobody knows of, and its only client: an engine's calls for one endpoint after the
 * other, so that their code is loaded and compiled before an engine waits for it. For one thread.
 */
public final class DriverRehearsal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String DOCKER = "0".repeat(64);

  private final HttpServer server;
  private final HttpClient client;
  private final String pool;
  private int rounds;

  private DriverRehearsal(HttpServer server, HttpClient client, String pool) {
    this.server = server;
    this.client = client;
    this.pool = pool;
  }

  /**
   * Starts one.
   *
   * @param around what it works with, none of which is the agent's own; its engine is not asked
   * @param network the only one that it has, known to all of {@code around}
   * @param socket where nobody else listens
   * @throws IOException where it cannot listen there
   */
  public static DriverRehearsal open(DockerPlugin.Surroundings around, Network network, Path socket)
      throws IOException {
    Bindings bindings = Bindings.open(around.book(), around.time(), () -> {});
    bindings.put(Binding.bound(DOCKER, network));
    PluginHandler handler =
        new PluginHandler(
            new NetworkCalls(around.node(), around.attaching(), around.publishing(), bindings),
            new IpamCalls(around.facts(), around.networks(), around.catalog(), bindings),
            around.time(),
            around.took());
    HttpServer server = HttpServer.start(List.of(), socket, handler, Limits.DEFAULT, around.time());
    return new DriverRehearsal(
        server,
        new HttpClient(new Address.Unix(socket), "the rehearsal", around.time()),
        network.pools().getFirst().subnet().toString());
  }

  /**
   * Attaches an endpoint and detaches it.
   *
   * @throws IOException where a call goes wrong
   */
  public void round() throws IOException, InterruptedException {
    String endpoint = "%064x".formatted(rounds++);
    String names = "\"NetworkID\":\"" + DOCKER + "\",\"EndpointID\":\"" + endpoint + "\"";
    String address =
        call("IpamDriver.RequestAddress", "{\"PoolID\":\"" + pool + "\"}").text("Address");
    call(
        "NetworkDriver.CreateEndpoint",
        "{" + names + ",\"Options\":{},\"Interface\":{\"Address\":\"" + address + "\"}}");
    call(
        "NetworkDriver.Join",
        "{" + names + ",\"SandboxKey\":\"/var/run/docker/netns/0\",\"Options\":{}}");
    call("NetworkDriver.EndpointOperInfo", "{" + names + "}");
    call("NetworkDriver.Leave", "{" + names + "}");
    call("NetworkDriver.DeleteEndpoint", "{" + names + "}");
    call(
        "IpamDriver.ReleaseAddress",
        "{\"PoolID\":\"" + pool + "\",\"Address\":\"" + address.split("/", 2)[0] + "\"}");
  }

  private Fields call(String method, String body) throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Call call = Call.json("POST", "/" + method, bytes).within(PATIENCE);
    Fields answer = Fields.lenient(Json.parse(client.send(call).body()));
    if (!answer.textOr("Err", "").isEmpty()) {
      throw new IOException(method + ": " + answer.text("Err"));
    }
    return answer;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
