package io.fairlead.transport.server;

import io.fairlead.wire.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Errors as {@code application/problem+json} (RFC 9457), with {@code field} where one is at fault.
 */
final class Problem {
  static final String TYPE = "application/problem+json";

  private Problem() {}

  static Answer of(
      int status,
      String detail,
      @Nullable String field,
      @Nullable String path,
      Map<String, String> headers) {
    JsonWriter out = new JsonWriter().beginObject().text("type", "about:blank");
    out.text("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    out.number("status", status).text("detail", detail);
    if (path != null) {
      out.text("instance", path);
    }
    if (field != null) {
      out.text("field", field);
    }
    return Answer.of(status, TYPE, out.endObject().bytes()).with(headers);
  }
}
