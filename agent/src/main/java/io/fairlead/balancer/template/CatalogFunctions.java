package io.fairlead.balancer.template;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.template.Arguments;
import io.fairlead.template.Fields;
import io.fairlead.template.Function;
import io.fairlead.template.Wrong;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What consul-template's files ask of the catalog. */
final class CatalogFunctions {
  private final Sight sight;

  CatalogFunctions(Sight sight) {
    this.sight = sight;
  }

  Map<String, Function> all() {
    return Map.of(
        "service", this::service,
        "services", this::services,
        "node", this::node,
        "nodes", this::nodes,
        "datacenters", this::datacenters);
  }

  private Object service(Arguments of) {
    of.count(1, 2);
    String text = of.text(0) + (of.size() > 1 ? "|" + of.text(1) : "");
    ServiceQuery query = ServiceQuery.parse(text);
    String datacenter = datacenter(query.datacenter());
    sight.ask(new Dependency.OfService(datacenter, query.key()));
    Snapshot snapshot = snapshot(datacenter);
    Service service = snapshot.service(query.key());
    if (service == null) {
      return List.of();
    }
    Comparator<Instance> order = Comparator.comparing(Instance::id);
    if (!query.near().isEmpty()) {
      String near = query.near().equals("_agent") ? sight.world().node() : query.near();
      order =
          Comparator.<Instance, Boolean>comparing(one -> !one.id().node().equals(near))
              .thenComparing(order);
    }
    return service.instances().stream()
        .filter(one -> query.tag().isEmpty() || one.tags().contains(query.tag()))
        .filter(one -> isWanted(query, one))
        .sorted(order)
        .map(one -> Shapes.healthService(one, snapshot.node(one.id().node()), datacenter))
        .toList();
  }

  private static boolean isWanted(ServiceQuery query, Instance instance) {
    return query.states().contains("any") || query.states().contains(Shapes.status(instance));
  }

  private Object services(Arguments of) {
    String text = of.count(0, 1).text(0, "");
    int at = text.indexOf('@');
    String datacenter = datacenter(at < 0 ? "" : text.substring(at + 1));
    String query = at < 0 ? text : text.substring(0, at);
    String namespace = query.startsWith("?") ? ServiceQuery.namespace(query.substring(1)) : "";
    sight.ask(new Dependency.OfServices(datacenter));
    Map<String, TreeSet<String>> all = new TreeMap<>();
    for (Service service : snapshot(datacenter).services()) {
      if (namespace.isEmpty() || service.key().namespace().equals(namespace)) {
        TreeSet<String> tags = all.computeIfAbsent(service.key().name(), name -> new TreeSet<>());
        service.instances().forEach(one -> tags.addAll(one.tags()));
      }
    }
    List<Fields> snippets = new ArrayList<>();
    all.forEach((name, tags) -> snippets.add(Shapes.snippet(name, List.copyOf(tags))));
    return snippets;
  }

  private Object nodes(Arguments of) {
    String datacenter = datacenter(after(of.count(0, 1).text(0, "")));
    sight.ask(new Dependency.OfNodes(datacenter));
    List<Fields> all = new ArrayList<>();
    for (Node node : snapshot(datacenter).nodes()) {
      all.add(Shapes.node(node, datacenter));
    }
    return all;
  }

  private @Nullable Object node(Arguments of) {
    String text = of.count(0, 1).text(0, "");
    String datacenter = datacenter(after(text));
    String plain = text.replaceAll("[?@].*", "");
    String name = plain.isEmpty() ? sight.world().node() : plain;
    sight.ask(new Dependency.OfNode(datacenter, name));
    Node node = snapshot(datacenter).node(name);
    if (node == null) {
      return null;
    }
    List<Instance> instances = new ArrayList<>();
    for (Instance instance : snapshot(datacenter).instances()) {
      if (instance.id().node().equals(name)) {
        instances.add(instance);
      }
    }
    instances.sort(Comparator.comparing(Instance::service).thenComparing(Instance::id));
    return Shapes.catalogNode(node, datacenter, instances);
  }

  private Object datacenters(Arguments of) {
    of.count(0, 1);
    return sight.world().snapshots().keySet().stream().sorted().toList();
  }

  private static String after(String text) {
    int at = text.indexOf('@');
    int near = text.indexOf('~');
    return at < 0 ? "" : text.substring(at + 1, near > at ? near : text.length());
  }

  private String datacenter(String asked) {
    return asked.isEmpty() ? sight.world().datacenter() : asked;
  }

  private Snapshot snapshot(String datacenter) {
    Snapshot snapshot = sight.world().snapshots().get(datacenter);
    if (snapshot == null) {
      throw new Wrong(
          "there is no datacenter '"
              + datacenter
              + "' here; there are "
              + String.join(", ", sight.world().snapshots().keySet().stream().sorted().toList()));
    }
    return snapshot;
  }
}
