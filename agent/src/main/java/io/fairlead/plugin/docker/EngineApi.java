package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.transport.Streaming;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine is asked and told about networks. Never used inside a call of the engine's, which
 * would wait for itself. Thread-safe. All methods throw {@link IOException} where the engine is
 * away or refuses; the message says why.
 */
final class EngineApi implements AutoCloseable {
  private static final int NEWEST_MINOR = 51;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final HttpClient http;
  private volatile String version = "";

  EngineApi(Address address, Time time) {
    this.http = new HttpClient(address, "the Docker engine", time);
  }

  /** The engine answers, but does not do what was asked for. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(String message, int status) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** Agrees on a version of the API; before anything else. */
  void greet() throws IOException, InterruptedException {
    Reply reply = accepted(Call.get("/_ping"), http.send(Call.get("/_ping")));
    String offered = reply.headers().getOrDefault("api-version", "");
    if (!offered.matches("1\\.[0-9]{1,4}")) {
      throw new IOException(http.address() + " does not answer as a Docker engine does");
    }
    version = "/v1." + Math.min(Integer.parseInt(offered.substring(2)), NEWEST_MINOR);
  }

  /** What happens to networks and containers from now on, a line each. */
  Streaming events() throws IOException, InterruptedException {
    Object filters =
        Map.of(
            "type",
            List.of("network", "container"),
            "event",
            List.of("create", "destroy", "connect", "start", "rename"));
    Call call = Call.get(version + "/events?filters=" + encoded(filters));
    Streaming stream = http.stream(call);
    if (stream.status() != 200) {
      stream.close();
      throw new IOException("the Docker engine answers " + stream.status() + " to /events");
    }
    return stream;
  }

  /** The networks of a driver, with who is on them. */
  List<DockerNetwork> networks(String driver) throws IOException, InterruptedException {
    Call call =
        Call.get(version + "/networks?filters=" + encoded(Map.of("driver", List.of(driver))));
    List<DockerNetwork> all = new ArrayList<>();
    Object listed = json(accepted(call, http.send(call)));
    if (!(listed instanceof List<?> networks)) {
      throw new IOException("the Docker engine answers no list to " + call.target());
    }
    for (Object network : networks) {
      DockerNetwork shown = inspect(read(() -> Fields.lenient(network).text("Id")));
      if (shown != null) {
        all.add(shown);
      }
    }
    return all;
  }

  private @Nullable DockerNetwork inspect(String id) throws IOException, InterruptedException {
    Call call = Call.get(version + "/networks/" + id);
    Reply reply = http.send(call);
    if (reply.status() == 404) {
      return null;
    }
    Object shown = json(accepted(call, reply));
    return read(() -> DockerNetwork.read(Fields.lenient(shown)));
  }

  /** Makes a network as the cluster has it. */
  void create(Network network, String driver) throws IOException, InterruptedException {
    Call call =
        Call.json("POST", version + "/networks/create", Definitions.creation(network, driver))
            .within(LONG);
    accepted(call, http.send(call));
  }

  /** Removes a network; nothing happens where there is none. */
  void remove(String id) throws IOException, InterruptedException {
    Call call = Call.of("DELETE", version + "/networks/" + id).within(LONG);
    Reply reply = http.send(call);
    if (reply.status() != 404) {
      accepted(call, reply);
    }
  }

  /** A container, or null where there is none. */
  @Nullable DockerContainer container(String id) throws IOException, InterruptedException {
    Call call = Call.get(version + "/containers/" + id + "/json").within(LONG);
    Reply reply = http.send(call);
    if (reply.status() == 404) {
      return null;
    }
    Object shown = json(accepted(call, reply));
    return read(() -> DockerContainer.read(Fields.lenient(shown)));
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> T read(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (InvalidField e) {
      throw misunderstood(e);
    }
  }

  private static @Nullable Object json(Reply reply) throws IOException {
    try {
      return Json.parse(reply.body());
    } catch (InvalidField e) {
      throw misunderstood(e);
    }
  }

  private static IOException misunderstood(InvalidField e) {
    return new IOException("the Docker engine says what is not understood: " + e.getMessage(), e);
  }

  private Reply accepted(Call call, Reply reply) throws IOException {
    if (reply.ok()) {
      return reply;
    }
    throw new Refused(
        "the Docker engine answers "
            + reply.status()
            + " to "
            + call.method()
            + " "
            + call.target()
            + ": "
            + reason(reply),
        reply.status());
  }

  private static String reason(Reply reply) {
    try {
      return Fields.lenient(Json.parse(reply.body())).textOr("message", "");
    } catch (InvalidField e) {
      return "";
    }
  }

  private static String encoded(Object filters) {
    return URLEncoder.encode(
        new String(Json.write(filters), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
