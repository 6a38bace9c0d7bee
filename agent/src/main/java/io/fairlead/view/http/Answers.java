package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.InstanceJson;
import io.fairlead.model.Instance;
import io.fairlead.model.Revision;
import io.fairlead.transport.server.Answer;
import io.fairlead.wire.json.JsonWriter;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/** Answers that say which revision they hold at. */
final class Answers {
  static final String REVISION = "Fairlead-Revision";

  private Answers() {}

  static Answer json(Revision revision, JsonWriter body) {
    return at(revision, Answer.json(200, body.bytes()));
  }

  static Answer instance(int status, Revision revision, Instance instance) {
    JsonWriter out = new JsonWriter();
    InstanceJson.write(out, instance);
    return at(revision, Answer.json(status, out.bytes()));
  }

  /** {@code {"revision":N,"<name>":[...]}}, made while the client takes it. */
  static <T> Answer list(
      Snapshot snapshot, String name, Iterator<T> elements, BiConsumer<JsonWriter, T> writer) {
    String head = "{\"revision\":" + snapshot.revision() + ",\"" + name + "\":[";
    return at(
        snapshot.revision(),
        Answer.streamed("application/json", new ListPieces<>(head, elements, writer, "]}")));
  }

  static Answer at(Revision revision, Answer answer) {
    return answer.with(Map.of(REVISION, revision.toString()));
  }
}
