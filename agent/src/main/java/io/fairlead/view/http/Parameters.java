package io.fairlead.view.http;

import io.fairlead.json.Durations;
import io.fairlead.json.Fields;
import io.fairlead.model.Health;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What requests say, as values of the model. */
final class Parameters {
  private Parameters() {}

  static ServiceKey service(Request request) {
    return new ServiceKey(request.parameter("namespace"), request.parameter("service"));
  }

  /** An instance of this agent's node. */
  static InstanceId ownInstance(Agent agent, Request request) {
    return new InstanceId(agent.node(), request.parameter("id"));
  }

  /** A health to filter by, or null. */
  static @Nullable Health health(Query query) {
    String text = query.text("health");
    if (text == null) {
      return null;
    }
    return Arrays.stream(Health.values())
        .filter(health -> Fields.word(health).equals(text))
        .findAny()
        .orElseThrow(
            () ->
                new InvalidField("health", "'" + text + "' is none of passing, unknown, failing"));
  }

  /** Whether a parameter is there, and is not false. */
  static boolean flag(Query query, String name) {
    return switch (query.textOr(name, "false")) {
      case "", "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(400, "must be true, false or without a value", name);
    };
  }

  /** A revision, or null. */
  static @Nullable Revision revision(@Nullable String text, String name) {
    if (text == null) {
      return null;
    }
    try {
      return new Revision(Long.parseUnsignedLong(text) & Long.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw new InvalidField(name, "'" + text + "' is no revision; use that of an answer");
    }
  }

  static @Nullable Duration duration(Query query, String name) {
    String text = query.text(name);
    return text == null ? null : Durations.parse(name, text);
  }

  static Refusal unknownInstance(InstanceId id) {
    return new Refusal(404, "no instance " + id.id() + " is on " + id.node(), "id");
  }
}
