package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Events of the agent's watch stream, read line by line, as lines to print. */
final class Change {
  private static final String DATA = "data:";
  private static final String EVENT = "event:";

  private final boolean json;
  private String event = "";
  private boolean current;

  Change(boolean json) {
    this.json = json;
  }

  /** The line to print for this line of the stream, or null for none. */
  @Nullable String take(String line) {
    if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length()).strip();
    }
    if (!line.startsWith(DATA)) {
      return null;
    }
    String data = line.substring(DATA.length()).strip();
    if (json) {
      return "{\"event\":\"" + event + "\",\"data\":" + data + "}";
    }
    Fields fields = Fields.lenient(Json.parse(data.getBytes(StandardCharsets.UTF_8)));
    return switch (event) {
      case "put" -> (current ? "changed  " : "now      ") + instance(fields) + cause(fields);
      case "remove" -> "gone     " + service(fields) + "  " + fields.textOr("id", "");
      case "current" -> {
        current = true;
        yield null;
      }
      default -> {
        current = false;
        yield null;
      }
    };
  }

  private static String instance(Fields fields) {
    return service(fields)
        + "  "
        + fields.textOr("id", "")
        + "  "
        + Words.target(fields)
        + "  "
        + Words.health(fields);
  }

  private static String service(Fields fields) {
    return fields.textOr("namespace", "") + "/" + fields.textOr("service", "");
  }

  private static String cause(Fields fields) {
    Fields cause = fields.object("cause");
    return cause == null
        ? ""
        : Table.clean("  " + cause.textOr("what", "") + ", " + Words.time(cause.textOr("at", "")));
  }
}
