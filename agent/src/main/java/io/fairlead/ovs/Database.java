package io.fairlead.ovs;

import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database that Open vSwitch is configured by (RFC 7047). */
final class Database {
  /** Its name. */
  static final String NAME = "Open_vSwitch";

  private static final int ROUNDS = 20;

  private final Path socket;

  /** The one that listens here. */
  Database(Path socket) {
    this.socket = socket;
  }

  /** All bridges with their ports. */
  Bridges look() throws IOException {
    try (Talk talk = Talk.with(socket)) {
      return Bridges.read(transact(talk, Bridges.ask()));
    }
  }

  /**
   * Changes it, and waits until the switch is as it says.
   *
   * @throws IOException where that is refused, or the switch does not follow; it may later
   */
  void change(List<Map<String, Object>> operations) throws IOException {
    try (Talk talk = Talk.with(socket)) {
      List<Map<String, Object>> all = new ArrayList<>(operations);
      all.add(Operations.next());
      all.add(Operations.configured());
      Map<?, ?> row = Bridges.first(transact(talk, all).getLast());
      long wanted = Bridges.number(row.get("next_cfg"));
      long done = Bridges.number(row.get("cur_cfg"));
      for (int i = 0; i < ROUNDS && done < wanted; i++) {
        List<Object> answer =
            transact(talk, List.of(Operations.awaitOther(done), Operations.configured()));
        done = Bridges.number(Bridges.first(answer.getLast()).get("cur_cfg"));
      }
      if (done < wanted) {
        throw new IOException("ovs-vswitchd does not follow its database");
      }
    }
  }

  private static List<Object> transact(Talk talk, List<Map<String, Object>> operations)
      throws IOException {
    List<Object> parameters = new ArrayList<>(List.of(NAME));
    parameters.addAll(operations);
    talk.say(Json.write(Map.of("method", "transact", "params", parameters, "id", 1)));
    JsonStream stream = new JsonStream();
    try {
      while (true) {
        for (Map<String, Object> message : stream.take(talk.hear())) {
          if (message.get("id") instanceof Long) {
            return result(message);
          }
          byte[] echo = echo(message);
          if (echo != null) {
            talk.say(echo);
          }
        }
      }
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IOException("ovsdb-server answers otherwise than expected: " + e.getMessage(), e);
    }
  }

  /** The answer to a question whether somebody is there, or null where it is none. */
  static byte @Nullable [] echo(Map<String, Object> message) {
    if (!"echo".equals(message.get("method"))) {
      return null;
    }
    java.util.Map<String, Object> answer = new java.util.LinkedHashMap<>();
    answer.put("result", message.get("params"));
    answer.put("error", null);
    answer.put("id", message.get("id"));
    return Json.write(answer);
  }

  private static List<Object> result(Map<String, Object> message) throws IOException {
    if (!(message.get("result") instanceof List<?> list)) {
      throw new IOException("ovsdb-server refused: " + message.get("error"));
    }
    List<Object> results = new ArrayList<>();
    for (Object one : list) {
      if (one instanceof Map<?, ?> map && map.get("error") != null) {
        if ("timed out".equals(map.get("error"))) {
          throw new IOException(
              "ovs-vswitchd does not follow its database; systemctl restart openvswitch-switch");
        }
        throw new IOException(
            "ovsdb-server refused: "
                + map.get("error")
                + (map.get("details") == null ? "" : ": " + map.get("details")));
      }
      if (one != null) {
        results.add(one);
      }
    }
    return results;
  }
}
