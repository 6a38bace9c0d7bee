package io.fairlead.source.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.Endpoint;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.Containers;
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
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The few questions that are asked of an engine, in the newest version of its API that both know.
 * Thread-safe. All methods throw {@link IOException} where the engine is away, too old, or answers
 * with what is no answer; the message says which.
 */
final class DockerEngine implements AutoCloseable {
  /** Docker 1.12. */
  private static final int OLDEST_MINOR = 24;

  /** The newest whose answers are known to be read rightly: Docker 28. */
  private static final int NEWEST_MINOR = 51;

  private static final int MOST_NETWORKS = 4096;
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final HttpClient http;
  private final Time time;
  private final Map<String, Endpoint.Scope> scopes = new ConcurrentHashMap<>();
  private volatile String version = "";

  DockerEngine(Address address, Time time) {
    this.http = new HttpClient(address, "the Docker engine", time);
    this.time = time;
  }

  /** The engine answers, but not with what was asked for: one question failed, not the engine. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * One line of the list of containers that run.
   *
   * @param networks each as its name and the container's IPv4 address there, sorted
   */
  record Listed(String id, String name, String state, List<String> networks) {}

  /**
   * Agrees on a version of the API. To be called before anything else, and again after the engine
   * was away.
   *
   * @return the engine's own clock, to a second
   */
  Instant greet() throws IOException, InterruptedException {
    Reply reply = accepted(Call.get("/_ping"), http.send(Call.get("/_ping")));
    String offered = reply.headers().getOrDefault("api-version", "");
    if (!offered.matches("1\\.[0-9]{1,4}")) {
      throw new IOException(
          http.address()
              + " does not answer as a Docker engine does (API version '"
              + offered
              + "')");
    }
    int minor = Integer.parseInt(offered.substring(2));
    if (minor < OLDEST_MINOR) {
      throw new IOException(
          "the Docker engine at "
              + http.address()
              + " speaks API "
              + offered
              + "; 1."
              + OLDEST_MINOR
              + " (Docker 1.12) or newer is needed");
    }
    version = "/v1." + Math.min(minor, NEWEST_MINOR);
    scopes.clear();
    for (Fields network : objects("/networks")) {
      scopes.put(network.text("Id"), scope(network));
    }
    return date(reply);
  }

  private Instant date(Reply reply) {
    try {
      return Instant.from(
          DateTimeFormatter.RFC_1123_DATE_TIME.parse(reply.headers().getOrDefault("date", "")));
    } catch (DateTimeParseException e) {
      return time.now().minus(SLACK);
    }
  }

  /** All containers that run, are paused or restart. */
  List<Listed> list() throws IOException, InterruptedException {
    List<Listed> all = new ArrayList<>();
    for (Fields one : objects("/containers/json")) {
      List<String> names = one.texts("Names");
      Fields settings = one.object("NetworkSettings");
      Fields networks = settings == null ? null : settings.object("Networks");
      all.add(
          new Listed(
              one.text("Id"),
              names.stream()
                  .filter(n -> n.lastIndexOf('/') == 0)
                  .findFirst()
                  .orElse("/")
                  .substring(1),
              one.textOr("State", ""),
              networks(networks)));
    }
    return all;
  }

  private static List<String> networks(@Nullable Fields networks) {
    List<String> all = new ArrayList<>();
    for (String name : networks == null ? Set.<String>of() : networks.names()) {
      Fields network = networks == null ? null : networks.object(name);
      String v4 = network == null ? "" : network.textOr("IPAddress", "");
      if (network != null && !(v4 + network.textOr("GlobalIPv6Address", "")).isEmpty()) {
        all.add(name + " " + v4);
      }
    }
    return all.stream().sorted().toList();
  }

  /** The networks of a container as its line in the list would have them. */
  static List<String> networks(ContainerFacts facts) {
    return facts.endpoints().stream()
        .map(e -> e.network() + " " + (e.v4() == null ? "" : e.v4().address()))
        .sorted()
        .toList();
  }

  /** The container of this id; empty where there is none any more. */
  Optional<ContainerFacts> inspect(String id) throws IOException, InterruptedException {
    Call call = Call.get(version + "/containers/" + encoded(id) + "/json");
    Reply reply = http.send(call);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    Object json = json(call, accepted(call, reply));
    Fields settings = Fields.lenient(json).object("NetworkSettings");
    learnNetworks(settings == null ? null : settings.object("Networks"));
    try {
      return Optional.of(
          InspectJson.read(json, network -> scopes.getOrDefault(network, Endpoint.Scope.NODE)));
    } catch (InvalidField e) {
      throw new Refusal(
          "no container in the answer to " + call.target() + ": " + e.getMessage(), e);
    }
  }

  /** The container of this name or id, as long as it runs. */
  Optional<Containers.Running> running(String container) throws IOException, InterruptedException {
    Call call = Call.get(version + "/containers/" + encoded(container) + "/json");
    Reply reply = http.send(call);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    return InspectJson.running(Fields.lenient(json(call, accepted(call, reply))));
  }

  /**
   * Events from a point in the engine's time on; those of the last moments come again, as far as
   * the engine remembers.
   */
  Streaming events(Instant since) throws IOException, InterruptedException {
    String filters = new String(Json.write(Event.FILTERS), StandardCharsets.UTF_8);
    String from = "%d.%09d".formatted(since.getEpochSecond(), since.getNano());
    Call call = Call.get(version + "/events?since=" + from + "&filters=" + encoded(filters));
    Streaming stream = http.stream(call);
    if (stream.status() != 200) {
      stream.close();
      throw new IOException(
          "the Docker engine answers " + stream.status() + " to " + call.target());
    }
    return stream;
  }

  /** Stops a container and waits until it has ended. */
  void stop(String container, Duration grace) throws IOException, InterruptedException {
    Call call =
        Call.of(
                "POST",
                version + "/containers/" + encoded(container) + "/stop?t=" + grace.toSeconds())
            .within(grace.plus(SLACK));
    Reply reply = http.send(call);
    if (reply.status() != 304) {
      accepted(call, reply);
    }
  }

  private void learnNetworks(@Nullable Fields networks) throws IOException, InterruptedException {
    if (networks == null) {
      return;
    }
    for (String name : networks.names()) {
      Fields network = networks.object(name);
      String id = network == null ? "" : network.textOr("NetworkID", "");
      if (!id.isEmpty() && !knows(id)) {
        learn(id);
      }
    }
  }

  /** Whether a network's reach is known. */
  boolean knows(String network) {
    return scopes.containsKey(network);
  }

  /** Finds out how far a network reaches. */
  void learn(String id) throws IOException, InterruptedException {
    Call call = Call.get(version + "/networks/" + encoded(id));
    Reply reply = http.send(call);
    if (scopes.size() >= MOST_NETWORKS) {
      scopes.clear();
    }
    if (reply.status() != 404) {
      scopes.put(id, scope(Fields.lenient(json(call, accepted(call, reply)))));
    }
  }

  private static Endpoint.Scope scope(Fields network) {
    return network.textOr("Scope", "local").equals("local")
        ? Endpoint.Scope.NODE
        : Endpoint.Scope.CLUSTER;
  }

  private List<Fields> objects(String target) throws IOException, InterruptedException {
    Call call = Call.get(version + target);
    Object json = json(call, accepted(call, http.send(call)));
    return Fields.lenient(Map.of("answer", json == null ? List.of() : json)).objects("answer");
  }

  private static Object json(Call call, Reply reply) throws IOException {
    try {
      Object json = Json.parse(reply.body());
      return json == null ? List.of() : json;
    } catch (InvalidField e) {
      throw new Refusal("no JSON in the answer to " + call.target() + ": " + e.getMessage(), e);
    }
  }

  private Reply accepted(Call call, Reply reply) throws IOException {
    if (reply.ok()) {
      return reply;
    }
    throw new Refusal(
        "the Docker engine at "
            + http.address()
            + " answers "
            + reply.status()
            + " to "
            + call.method()
            + " "
            + call.target()
            + ": "
            + reason(reply),
        null);
  }

  private static String reason(Reply reply) {
    String text = reply.text().strip();
    try {
      return Fields.lenient(Json.parse(reply.body())).textOr("message", text);
    } catch (InvalidField e) {
      return text.length() > 200 ? text.substring(0, 200) : text;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
