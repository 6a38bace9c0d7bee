package io.fairlead.view.http;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Peer;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the agent says of itself, of a name, and of this API. */
final class Facts {
  private static final String YAML = "application/yaml";

  private final Agent agent;

  Facts(Agent agent) {
    this.agent = agent;
  }

  Answer status(Request request, Snapshot snapshot) {
    request.query().done();
    JsonWriter out = new JsonWriter().beginObject().text("node", agent.node());
    String unready = agent.unready().get().orElse("");
    out.flag("ready", unready.isEmpty()).textUnlessEmpty("reason", unready);
    out.number("revision", snapshot.revision().value());
    out.number("age_ms", agent.age().get().toMillis());
    out.number("services", snapshot.serviceCount());
    out.number("instances", snapshot.instanceCount());
    agent
        .status()
        .get()
        .forEach(
            (name, value) -> {
              out.name(name);
              Json.write(out, value);
            });
    return Answers.json(snapshot.revision(), out.endObject());
  }

  Answer live(Request request) {
    request.query().done();
    return Answer.json(
        200, new JsonWriter().beginObject().text("status", "ok").endObject().bytes());
  }

  Answer ready(Request request) {
    request.query().done();
    agent
        .unready()
        .get()
        .ifPresent(
            why -> {
              throw new Refusal(503, "not ready: " + why).with("Retry-After", "1");
            });
    return live(request);
  }

  /** All datacenters, the own one first, then the nearest. */
  Answer datacenters(Request request, Snapshot snapshot) {
    request.query().done();
    JsonWriter out = new JsonWriter().beginObject();
    out.number("revision", snapshot.revision().value()).name("datacenters").beginArray();
    write(out, agent.self(), true);
    agent.sites().remotes().forEach(site -> write(out, site, false));
    return Answers.json(snapshot.revision(), out.endArray().endObject());
  }

  private static void write(JsonWriter out, Site site, boolean own) {
    Snapshot now = site.catalog().snapshot();
    out.beginObject().text("name", site.name()).flag("own", own);
    out.text("state", site.stateText()).number("age_ms", site.age().get().toMillis());
    out.number("revision", now.revision().value()).number("services", now.serviceCount());
    out.number("instances", now.instanceCount()).endObject();
  }

  Answer explain(Request request) {
    Site asked = agent.site(request.query());
    String datacenter = request.query().text(Sites.PARAMETER);
    request.query().done();
    asked.snapshot();
    Sites sites = agent.sites();
    Explain explain =
        new Explain(agent.answered(), agent.remarks(), agent.domain(), sites.failover());
    Federation now = sites.now().get();
    Explanation explanation = explain.of(request.parameter("name"), datacenter, now);
    Site site = sites.named(explanation.datacenter(), agent.self());
    return site.marked(
        Answers.json(explanation.revision(), ExplainJson.write(explanation, this::age)));
  }

  private long age(String datacenter) {
    return agent.sites().named(datacenter, agent.self()).age().get().toMillis();
  }

  Answer resolve(Request request) {
    Site asked = agent.site(request.query());
    String datacenter = request.query().text(Sites.PARAMETER);
    String name = request.query().textOr("name", "");
    InvalidField.unless(!name.isEmpty(), "name", "is missing; give the name to resolve");
    String type = request.query().textOr("type", "A").toUpperCase(Locale.ROOT);
    String from = request.query().text("from");
    request.query().done();
    IpAddress caller = from == null ? caller(request.peer()) : address(from);
    Resolver.Resolution resolution = agent.resolver().resolve(name, type, caller, datacenter);
    String answering = resolution.datacenter();
    Site site = answering.isEmpty() ? asked : agent.sites().named(answering, agent.self());
    Revision revision = site.catalog().snapshot().revision();
    JsonWriter out = new JsonWriter().beginObject().number("revision", revision.value());
    out.text("name", name).text("type", type).text("status", resolution.status());
    out.textUnlessEmpty("datacenter", answering);
    write(out, "answers", resolution.answers());
    write(out, "additional", resolution.additionals());
    return site.marked(Answers.json(revision, out.endObject()));
  }

  private static IpAddress caller(Peer peer) {
    return peer.unix() ? IpAddress.parse("127.0.0.1") : IpAddress.parse(peer.name());
  }

  private static IpAddress address(String from) {
    try {
      return IpAddress.parse(from);
    } catch (InvalidField e) {
      throw new InvalidField("from", "'" + from + "' is not an IPv4 or IPv6 address");
    }
  }

  private static void write(JsonWriter out, String name, List<Resolver.Line> records) {
    out.name(name).beginArray();
    for (Resolver.Line record : records) {
      out.beginObject().text("name", record.name()).text("type", record.type());
      out.number("ttl", record.ttl()).text("data", record.data()).endObject();
    }
    out.endArray();
  }

  /** The description of this API. */
  Answer openApi(Request request) {
    request.query().done();
    try (InputStream in = Facts.class.getResourceAsStream("openapi.yaml")) {
      return Answer.of(200, YAML, Objects.requireNonNull(in, "openapi.yaml").readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the description of the API", e);
    }
  }
}
