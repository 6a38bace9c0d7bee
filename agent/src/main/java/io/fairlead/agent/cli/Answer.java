package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent said.
 *
 * @param value its parsed body; null where there is none
 */
record Answer(int status, @Nullable Object value, String text) {
  private static final int NOT_FOUND = 404;

  static Answer of(Reply reply) {
    Object value = null;
    String type = reply.headers().getOrDefault("content-type", "");
    if (reply.body().length > 0 && type.contains("json")) {
      try {
        value = Json.parse(reply.body());
      } catch (InvalidField e) {
        throw new CliFailure(
            ExitCode.FAILED, "what answers there is no Fairlead agent: " + e.getMessage());
      }
    }
    return new Answer(reply.status(), value, reply.text());
  }

  /** The body's fields; fails as the agent's problem says where the status is not 2xx. */
  Fields fields() {
    if (!ok()) {
      throw failure();
    }
    return Fields.lenient(value == null ? Map.of() : value);
  }

  boolean ok() {
    return status >= 200 && status <= 299;
  }

  boolean notFound() {
    return status == NOT_FOUND;
  }

  /** The agent's problem (RFC 9457) as a failure of this verb. */
  CliFailure failure() {
    int exit = notFound() ? ExitCode.NEGATIVE : status < 500 ? ExitCode.USAGE : ExitCode.FAILED;
    if (value instanceof Map<?, ?> problem) {
      Object detail = problem.get("detail");
      Object title = problem.get("title");
      Object said = detail != null ? detail : title;
      if (said != null) {
        return new CliFailure(exit, said.toString());
      }
    }
    return new CliFailure(exit, "the agent answered HTTP " + status);
  }
}
