package io.fairlead.view.http;

import io.fairlead.json.Fields;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.Map;

/** Small bodies in and out. */
final class Bodies {
  private Bodies() {}

  /** The body's object, read strictly; an empty body is an empty object. */
  static Fields object(Request request) {
    return Fields.strict(request.body().length == 0 ? Map.of() : Json.parse(request.body()));
  }

  /** {@code {"detail": ...}}. */
  static Answer message(int status, String detail) {
    return Answer.json(
        status, new JsonWriter().beginObject().text("detail", detail).endObject().bytes());
  }
}
