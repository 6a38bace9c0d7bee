package io.fairlead.view.http;

import io.fairlead.catalog.Federation.State;
import io.fairlead.json.Fields;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.spi.Remark;
import io.fairlead.wire.json.JsonWriter;
import java.util.function.ToLongFunction;

/** Writes explanations. */
final class ExplainJson {
  private ExplainJson() {}

  /**
   * The explanation as JSON.
   *
   * @param age of what is known of a datacenter, in milliseconds
   */
  static JsonWriter write(Explanation explanation, ToLongFunction<String> age) {
    JsonWriter out = new JsonWriter().beginObject().text("name", explanation.name());
    out.text("datacenter", explanation.datacenter());
    out.number("revision", explanation.revision().value()).flag("known", explanation.known());
    out.name("services").beginArray();
    for (Explanation.Part part : explanation.services()) {
      out.beginObject().text("datacenter", part.datacenter());
      out.flag("cut_off", part.state() == State.CUT_OFF);
      out.number("age_ms", age.applyAsLong(part.datacenter()));
      out.text("namespace", part.service().namespace());
      out.text("service", part.service().name()).name("instances").beginArray();
      part.verdicts().forEach(verdict -> write(out, verdict));
      out.endArray().endObject();
    }
    out.endArray().name("remarks").beginArray();
    for (Remark remark : explanation.remarks()) {
      out.beginObject().text("subject", remark.subject());
      out.text("at", remark.cause().at().toString()).text("what", remark.cause().what());
      out.endObject();
    }
    out.endArray().name("nearest").beginArray();
    explanation.nearest().forEach(out::value);
    return out.endArray().endObject();
  }

  private static void write(JsonWriter out, Explanation.Verdict verdict) {
    Instance instance = verdict.instance();
    out.beginObject().text("id", instance.id().id()).text("node", instance.id().node());
    out.text("source", instance.source()).textUnlessEmpty("container", instance.container());
    out.text("address", instance.address().toString()).number("port", instance.port().number());
    out.flag("in", verdict.in()).text("why", verdict.why());
    out.text("since", verdict.since().toString());
    out.name("checks").beginArray();
    for (CheckState state : instance.states()) {
      out.beginObject().text("name", state.name()).text("kind", state.kind());
      out.text("health", Fields.word(state.health())).text("since", state.since().toString());
      out.textUnlessEmpty("output", state.output()).endObject();
    }
    out.endArray().name("cause").beginObject();
    out.text("at", instance.cause().at().toString()).text("what", instance.cause().what());
    out.endObject().endObject();
  }
}
