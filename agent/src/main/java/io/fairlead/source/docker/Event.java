package io.fairlead.source.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One event of the engine's stream, as far as it concerns a container.
 *
 * @param type {@code container} or {@code network}
 * @param action {@code start}, {@code die}, {@code health_status: healthy}, ...
 * @param container the full id of the container that it is about, or empty
 * @param network the full id of the network that it is about, or empty
 * @param attributes the event's own and, of a container, its labels
 */
record Event(
    String type,
    String action,
    String container,
    String network,
    Map<String, String> attributes,
    Instant at) {
  /** What the engine is asked to tell; the many exec events of health checks are not among it. */
  static final Map<String, List<String>> FILTERS =
      Map.of(
          "type",
          List.of("container", "network"),
          "event",
          List.of(
              "start",
              "die",
              "kill",
              "pause",
              "unpause",
              "rename",
              "update",
              "health_status",
              "destroy",
              "connect",
              "disconnect"));

  private static final Set<String> LOOK =
      Set.of("start", "unpause", "pause", "rename", "update", "connect", "disconnect");

  /**
   * Reads one line of the stream.
   *
   * @throws InvalidField where it is no event
   */
  static Event parse(String line) {
    Fields root = Fields.lenient(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
    String type = root.text("Type");
    Fields actor = root.object("Actor");
    if (actor == null) {
      throw root.wrong("Actor", "is missing");
    }
    Map<String, String> attributes = actor.textsByName("Attributes");
    long nanos = root.integerOr("timeNano", 0, 0, Long.MAX_VALUE);
    boolean ofNetwork = type.equals("network");
    String id = actor.textOr("ID", "");
    return new Event(
        type,
        root.text("Action"),
        ofNetwork ? attributes.getOrDefault("container", "") : id,
        ofNetwork ? id : "",
        attributes,
        Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000));
  }

  /** Whether the container is worth a look because of it. */
  boolean asksForLook() {
    return LOOK.contains(action) || action.startsWith("health_status");
  }

  /** Whether it is about a container's attachment to a network. */
  boolean ofNetwork() {
    return !network.isEmpty();
  }

  /** The signal of a {@code kill}; 0 where it tells none. */
  int signal() {
    String signal = attributes.getOrDefault("signal", "");
    return signal.isEmpty() ? 0 : StopSignals.number(signal);
  }

  /** In words for people. */
  Cause cause() {
    String detail =
        switch (action) {
          case "die" -> ", exit code " + attributes.getOrDefault("exitCode", "unknown");
          case "kill" -> ", signal " + signal();
          case "rename" -> ", before " + before();
          case "connect", "disconnect" -> ", network " + attributes.getOrDefault("name", "unknown");
          default -> "";
        };
    return new Cause(at, "docker event " + action + detail);
  }

  private String before() {
    String name = attributes.getOrDefault("oldName", "unknown");
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
