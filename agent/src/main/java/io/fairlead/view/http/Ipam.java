package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Fields;
import io.fairlead.json.NetworkJson;
import io.fairlead.model.DnsLabel;
import io.fairlead.spi.Holdings;
import io.fairlead.spi.Overview;
import io.fairlead.spi.Overview.AddressUse;
import io.fairlead.spi.Overview.BlockUse;
import io.fairlead.spi.StoreException;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.JsonWriter;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** Addresses: who has which, what is wrong with them, and taking them from nodes that are gone. */
final class Ipam {
  private static final String NETWORK = "network";

  private final Agent agent;

  Ipam(Agent agent) {
    this.agent = agent;
  }

  Answer overview(Request request, Snapshot snapshot) {
    String network = request.query().text(NETWORK);
    boolean own = agent.asksOwn(request.query());
    request.query().done();
    if (network != null && snapshot.networks().network(network) == null) {
      throw new Refusal(404, "no network '" + network + "' is known", NETWORK);
    }
    Overview overview = agent.holdings().overview(snapshot, network, own);
    JsonWriter out = new JsonWriter().beginObject();
    out.number("revision", snapshot.revision().value());
    out.name("networks").beginArray();
    overview.networks().forEach(one -> NetworkJson.write(out, one));
    out.endArray().name("blocks").beginArray();
    overview.blocks().forEach(block -> write(out, block, snapshot));
    out.endArray().name("addresses").beginArray();
    overview.addresses().forEach(address -> write(out, address));
    return Answers.json(snapshot.revision(), out.endArray().endObject());
  }

  private static void write(JsonWriter out, BlockUse use, Snapshot snapshot) {
    String node = use.block().node();
    out.beginObject().text(NETWORK, use.block().network());
    out.text("range", use.block().range().toString()).text("node", node);
    out.flag("present", snapshot.node(node) != null);
    out.number("size", use.size()).number("held", use.held()).number("cooling", use.resting());
    out.text("since", use.block().cause().at().toString()).endObject();
  }

  private static void write(JsonWriter out, AddressUse use) {
    out.beginObject().text(NETWORK, use.network()).text("address", use.address().toString());
    out.text("node", use.node()).textUnlessEmpty("holder", use.holder());
    out.textUnlessEmpty("name", use.name()).text("state", Fields.word(use.state()));
    out.textUnlessEmpty("owner", use.owner()).text("since", use.since().toString());
    Instant until = use.until();
    if (until != null) {
      out.text("until", until.toString());
    }
    out.endObject();
  }

  void fsck(Request request, Exchange exchange) {
    request.query().done();
    answer(
        exchange,
        () -> {
          JsonWriter out = new JsonWriter().beginObject().name("findings").beginArray();
          for (Holdings.Finding finding : agent.holdings().fsck()) {
            out.beginObject().text("subject", finding.subject());
            out.text("what", finding.what()).text("mend", finding.mend()).endObject();
          }
          return out.endArray().endObject();
        });
  }

  void reclaim(Request request, Exchange exchange) {
    request.query().done();
    Fields fields = Bodies.object(request);
    String text = fields.textOr("node", "");
    String node = text.isEmpty() ? "" : fields.at("node", () -> DnsLabel.require("node", text));
    fields.done();
    if (node.equals(agent.node())) {
      throw Nodes.self(node);
    }
    answer(exchange, () -> counts("taken", node, agent.holdings().reclaim(node)));
  }

  /** {@code {"node": ..., "<name>": {...}}}. */
  static JsonWriter counts(String name, String node, Map<String, Integer> counts) {
    JsonWriter out = new JsonWriter().beginObject().textUnlessEmpty("node", node);
    out.name(name).beginObject();
    counts.forEach(out::number);
    return out.endObject().endObject();
  }

  /** Waits for the store; what it refuses is a conflict. */
  static void answer(Exchange exchange, Supplier<JsonWriter> work) {
    exchange.work(
        () -> {
          try {
            return Answer.json(200, work.get().bytes());
          } catch (StoreException e) {
            throw new Refusal(e.retryable() ? 503 : 409, String.valueOf(e.getMessage()));
          }
        });
  }
}
