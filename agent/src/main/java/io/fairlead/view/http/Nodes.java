package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.NodeJson;
import io.fairlead.model.DnsLabel;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nodes, those that are gone too, and the removal of what they left. */
final class Nodes {
  private final Agent agent;

  Nodes(Agent agent) {
    this.agent = agent;
  }

  /** The nodes that are there; with {@code all} those that left something too, and how much. */
  Answer list(Request request, Snapshot snapshot) {
    Query query = request.query();
    boolean all = Parameters.flag(query, "all");
    boolean own = agent.asksOwn(query);
    query.done();
    if (!all) {
      return Answers.list(snapshot, "nodes", snapshot.nodes().iterator(), NodeJson::write);
    }
    return Answers.list(
        snapshot,
        "nodes",
        known(snapshot, own ? agent.holdings().absences() : List.of()).values().iterator(),
        Nodes::write);
  }

  void remove(Request request, Exchange exchange) {
    request.query().done();
    String node = DnsLabel.require("node", request.parameter("node"));
    if (node.equals(agent.node())) {
      throw self(node);
    }
    Ipam.answer(
        exchange,
        () -> {
          Map<String, Integer> removed = agent.holdings().remove(node);
          if (removed.values().stream().allMatch(count -> count == 0)) {
            throw new Refusal(404, "no node '" + node + "' is known, and nothing of it is left");
          }
          return Ipam.counts("removed", node, removed);
        });
  }

  static Refusal self(String node) {
    return new Refusal(
        409, "node " + node + " is this agent's own; stop it, and ask the agent of another node");
  }

  private static SortedMap<String, Known> known(Snapshot snapshot, List<Absence> absences) {
    SortedMap<String, Known> all = new TreeMap<>();
    snapshot.nodes().forEach(node -> of(all, node.name()).node = node);
    for (Instance instance : snapshot.instances()) {
      of(all, instance.id().node()).instances++;
    }
    for (NetworkEndpoint endpoint : snapshot.networks().everyEndpoint()) {
      of(all, endpoint.id().node()).endpoints++;
    }
    for (Block block : snapshot.networks().everyBlock()) {
      of(all, block.node()).blocks++;
    }
    absences.forEach(absence -> of(all, absence.node()).absence = absence);
    return all;
  }

  private static Known of(Map<String, Known> all, String name) {
    return all.computeIfAbsent(name, Known::new);
  }

  private static void write(JsonWriter out, Known known) {
    Node node = known.node;
    Absence absence = node == null ? known.absence : null;
    boolean givenUp = absence != null && absence.givenUp();
    out.beginObject().text("name", known.name);
    if (node != null) {
      Json.writeTexts(out, "addresses", node.addresses().stream().map(Object::toString).toList());
      Json.writeTexts(out, "meta", node.meta());
    }
    out.text("state", node != null ? "here" : givenUp ? "given_up" : "away");
    if (absence != null) {
      out.text("since", absence.since().toString());
      Instant until = absence.until();
      if (until != null) {
        out.text("until", until.toString());
      }
    }
    out.number("instances", known.instances).number("endpoints", known.endpoints);
    out.number("blocks", known.blocks).endObject();
  }

  /** What is known of a node, counted by one thread. */
  private static final class Known {
    private final String name;
    private @Nullable Node node;
    private @Nullable Absence absence;
    private int instances;
    private int endpoints;
    private int blocks;

    Known(String name) {
      this.name = name;
    }
  }
}
