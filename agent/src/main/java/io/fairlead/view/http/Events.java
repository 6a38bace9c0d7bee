package io.fairlead.view.http;

import io.fairlead.json.InstanceJson;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** The events of {@code /watch} in the form of server-sent events (WHATWG HTML section 9.2). */
final class Events {
  private Events() {}

  /** {@code put} or {@code remove}. */
  static byte[] of(Diff.Step step) {
    JsonWriter data = new JsonWriter();
    if (!step.gone()) {
      InstanceJson.write(data, step.instance());
      return event("put", data);
    }
    Instance gone = step.instance();
    data.beginObject().text("id", gone.id().id()).text("node", gone.id().node());
    data.text("namespace", gone.service().namespace()).text("service", gone.service().name());
    return event("remove", data.endObject());
  }

  /** Forget all: what follows, up to {@code current}, is all there is. */
  static byte[] reset(Revision revision) {
    return event("reset", revisionOf(revision));
  }

  /** All up to here has been said. */
  static byte[] current(Revision revision) {
    return event("current", revisionOf(revision));
  }

  /** Makes {@code revision} the id of the event that follows. */
  static byte[] id(Revision revision) {
    return bytes("id: " + revision + "\n");
  }

  /** Nothing, so that both ends see that the other is there. */
  static byte[] heartbeat() {
    return bytes(":\n\n");
  }

  private static JsonWriter revisionOf(Revision revision) {
    return new JsonWriter().beginObject().number("revision", revision.value()).endObject();
  }

  private static byte[] event(String type, JsonWriter data) {
    return bytes("event: " + type + "\ndata: " + data + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
