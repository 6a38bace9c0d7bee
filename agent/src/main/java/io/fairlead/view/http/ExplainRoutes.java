package io.fairlead.view.http;

import io.fairlead.json.Fields;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.PolicyReport;
import io.fairlead.spi.Trace;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.JsonWriter;
import java.util.function.Supplier;

/** Why traffic on this host's networks goes as it goes. */
final class ExplainRoutes {
  private final Agent agent;

  ExplainRoutes(Agent agent) {
    this.agent = agent;
  }

  void policy(Request request, Exchange exchange) {
    request.query().done();
    answer(
        exchange,
        () -> {
          PolicyReport report = agent.explaining().policy();
          JsonWriter out = new JsonWriter().beginObject().text("node", report.node());
          out.name("guarded").beginArray();
          report.guarded().forEach(one -> write(out, one));
          return out.endArray().endObject();
        });
  }

  private static void write(JsonWriter out, PolicyReport.Guarded one) {
    out.beginObject().text("container", one.container()).text("network", one.network());
    out.name("rules").beginArray();
    for (PolicyReport.Rule rule : one.rules()) {
      out.beginObject().text("label", rule.label()).text("rule", rule.text());
      out.number("allowed", rule.allowed()).endObject();
    }
    out.endArray().textUnlessEmpty("closed", one.closed()).flag("dry_run", one.dryRun());
    out.flag("enforced", one.enforced());
    out.number("dropped", one.dropped()).number("dry", one.dry());
    out.name("refused").beginArray();
    for (PolicyReport.Refused refused : one.refused()) {
      out.beginObject().text("address", refused.address()).textUnlessEmpty("name", refused.name());
      out.text("port", refused.port()).number("packets", refused.packets()).endObject();
    }
    out.endArray().endObject();
  }

  void trace(Request request, Exchange exchange) {
    String from = request.query().text("from");
    String to = request.query().text("to");
    request.query().done();
    if (from == null || to == null) {
      throw new Refusal(400, "say from whom to whom: /trace?from=web&to=db:5432", "from");
    }
    answer(
        exchange,
        () -> {
          Trace trace = agent.explaining().trace(from, to);
          JsonWriter out = new JsonWriter().beginObject();
          out.text("from", trace.from()).text("to", trace.to()).flag("whole", trace.isWhole());
          out.name("steps").beginArray();
          for (Trace.Step step : trace.steps()) {
            out.beginObject().text("step", step.name()).text("state", Fields.word(step.state()));
            out.textUnlessEmpty("found", step.found()).textUnlessEmpty("mend", step.mend());
            out.endObject();
          }
          return out.endArray().endObject();
        });
  }

  private static void answer(Exchange exchange, Supplier<JsonWriter> work) {
    exchange.work(
        () -> {
          try {
            return Answer.json(200, work.get().bytes());
          } catch (NetworkRefused e) {
            throw new Refusal(409, String.valueOf(e.getMessage()));
          }
        });
  }
}
