package io.fairlead.view.http;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Fields;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What is known, as pure functions of a request and one snapshot. */
final class Reads {
  private Reads() {}

  static Answer services(Request request, Snapshot snapshot) {
    Predicate<Service> wanted =
        matching(request.query().text("namespace"), service -> service.key().namespace());
    request.query().done();
    return Answers.list(
        snapshot,
        "services",
        stream(snapshot.services()).filter(wanted).iterator(),
        Reads::writeSummary);
  }

  private static void writeSummary(JsonWriter out, Service service) {
    List<Instance> instances = service.instances();
    out.beginObject().text("namespace", service.key().namespace());
    out.text("service", service.key().name());
    out.number("instances", instances.size());
    out.number("passing", count(instances, i -> i.health() == Health.PASSING));
    out.number("serving", count(instances, Instance::serving));
    out.number("draining", count(instances, Instance::draining));
    TreeSet<String> tags = new TreeSet<>();
    instances.forEach(instance -> tags.addAll(instance.tags()));
    if (!tags.isEmpty()) {
      out.name("tags").beginArray();
      tags.forEach(out::value);
      out.endArray();
    }
    out.number("modified", service.modified().value()).endObject();
  }

  /** A service that has no instance has an empty list of them: it may get one any moment. */
  static Answer service(ServiceKey key, Snapshot snapshot) {
    JsonWriter out = new JsonWriter().beginObject();
    out.number("revision", snapshot.revision().value());
    out.text("namespace", key.namespace()).text("service", key.name());
    out.name("instances").beginArray();
    Service service = snapshot.service(key);
    if (service != null) {
      service.instances().forEach(instance -> InstanceJson.write(out, instance));
    }
    return Answers.json(snapshot.revision(), out.endArray().endObject());
  }

  static Answer instances(Request request, Snapshot snapshot) {
    Query query = request.query();
    Health health = Parameters.health(query);
    Predicate<Instance> wanted =
        Reads.<Instance>matching(query.text("service"), i -> i.service().name())
            .and(matching(query.text("namespace"), i -> i.service().namespace()))
            .and(matching(query.text("node"), i -> i.id().node()))
            .and(instance -> health == null || instance.health() == health);
    query.done();
    return Answers.list(
        snapshot,
        "instances",
        stream(snapshot.instances()).filter(wanted).iterator(),
        InstanceJson::write);
  }

  static Answer instance(InstanceId id, Snapshot snapshot) {
    Instance instance = snapshot.instance(id);
    if (instance == null) {
      throw Parameters.unknownInstance(id);
    }
    return Answers.instance(200, snapshot.revision(), instance);
  }

  static Answer node(Request request, Snapshot snapshot) {
    request.query().done();
    String name = request.parameter("node");
    Node node = snapshot.node(name);
    if (node == null) {
      throw new Refusal(404, "no node '" + name + "' is known", "node");
    }
    JsonWriter out = new JsonWriter();
    NodeJson.write(out, node);
    return Answers.json(snapshot.revision(), out);
  }

  static Answer checks(Request request, Snapshot snapshot) {
    Health health = Parameters.health(request.query());
    request.query().done();
    return Answers.list(
        snapshot,
        "checks",
        stream(snapshot.instances())
            .flatMap(instance -> instance.states().stream().map(s -> new Of(instance, s)))
            .filter(check -> health == null || check.state.health() == health)
            .iterator(),
        Reads::writeCheck);
  }

  private record Of(Instance instance, CheckState state) {}

  private static void writeCheck(JsonWriter out, Of check) {
    Instance instance = check.instance;
    CheckState state = check.state;
    out.beginObject().text("node", instance.id().node()).text("id", instance.id().id());
    out.text("namespace", instance.service().namespace());
    out.text("service", instance.service().name());
    out.text("name", state.name()).text("kind", state.kind());
    out.text("health", Fields.word(state.health())).text("since", state.since().toString());
    out.textUnlessEmpty("output", state.output()).endObject();
  }

  private static <T> Predicate<T> matching(@Nullable String wanted, Function<T, String> of) {
    return value -> wanted == null || of.apply(value).equals(wanted);
  }

  private static long count(List<Instance> instances, Predicate<Instance> counted) {
    return instances.stream().filter(counted).count();
  }

  private static <T> Stream<T> stream(Iterable<T> values) {
    return StreamSupport.stream(values.spliterator(), false);
  }
}
