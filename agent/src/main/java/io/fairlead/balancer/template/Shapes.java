package io.fairlead.balancer.template;

import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.template.Dict;
import io.fairlead.template.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in the catalog, with the fields that consul-template's files ask for. */
final class Shapes {
  private static final Dict NO_TEXTS = Dict.ofTexts(Map.of());

  private Shapes() {}

  /** An element of {@code service}. */
  static Fields healthService(Instance instance, @Nullable Node node, String datacenter) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("Node", instance.id().node());
    fields.put("NodeID", "");
    fields.put("Kind", "");
    fields.put("NodeAddress", address(node));
    fields.put("NodeDatacenter", datacenter);
    fields.put("NodeTaggedAddresses", tagged(node));
    fields.put("NodeMeta", node == null ? NO_TEXTS : Dict.ofTexts(node.meta()));
    fields.put("ServiceMeta", Dict.ofTexts(instance.meta()));
    fields.put("Address", instance.address().toString());
    fields.put("ServiceTaggedAddresses", Dict.EMPTY);
    fields.put("ID", instance.id().id());
    fields.put("Name", instance.service().name());
    fields.put("Tags", new Tags(instance.tags()));
    fields.put("Checks", checks(instance));
    fields.put("Status", status(instance));
    fields.put("Port", (long) instance.port().number());
    fields.put("Weights", weights(instance));
    fields.put("Namespace", instance.service().namespace());
    fields.put("Container", instance.container());
    return new Fields("HealthService", fields);
  }

  private static Fields weights(Instance instance) {
    Map<String, @Nullable Object> weights = new LinkedHashMap<>();
    weights.put("Passing", (long) instance.weight());
    weights.put("Warning", (long) instance.weight());
    return new Fields("AgentWeights", weights);
  }

  private static List<Fields> checks(Instance instance) {
    List<Fields> checks = new ArrayList<>();
    for (CheckState state : instance.states()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("Node", instance.id().node());
      fields.put("CheckID", state.name());
      fields.put("Name", state.name());
      fields.put("Status", word(state.health()));
      fields.put("Notes", "");
      fields.put("Output", state.output());
      fields.put("ServiceID", instance.id().id());
      fields.put("ServiceName", instance.service().name());
      fields.put("ServiceTags", new Tags(instance.tags()));
      checks.add(new Fields("HealthCheck", fields));
    }
    return checks;
  }

  /** Consul's word for how an instance is. */
  static String status(Instance instance) {
    return instance.draining() ? "maintenance" : word(instance.health());
  }

  /** What has no verdict yet is no backend yet. */
  private static String word(Health health) {
    return health == Health.PASSING ? "passing" : "critical";
  }

  /** An element of {@code services}. */
  static Fields snippet(String name, List<String> tags) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("Name", name);
    fields.put("Tags", new Tags(tags));
    return new Fields("CatalogSnippet", fields);
  }

  /** A node in a list of such. */
  static Fields node(Node node, String datacenter) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ID", "");
    fields.put("Node", node.name());
    fields.put("Address", address(node));
    fields.put("Datacenter", datacenter);
    fields.put("TaggedAddresses", tagged(node));
    fields.put("Meta", Dict.ofTexts(node.meta()));
    return new Fields("Node", fields);
  }

  /** What {@code node} gives. */
  static Fields catalogNode(Node node, String datacenter, List<Instance> instances) {
    List<Fields> services = new ArrayList<>();
    for (Instance instance : instances) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("ID", instance.id().id());
      fields.put("Service", instance.service().name());
      fields.put("Tags", new Tags(instance.tags()));
      fields.put("Meta", Dict.ofTexts(instance.meta()));
      fields.put("Port", (long) instance.port().number());
      fields.put("Address", instance.address().toString());
      fields.put("EnableTagOverride", false);
      services.add(new Fields("CatalogNodeService", fields));
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("Node", node(node, datacenter));
    fields.put("Services", services);
    return new Fields("CatalogNode", fields);
  }

  /** A key of {@code ls} and {@code tree}: its name below what was asked for, and its value. */
  static Fields pair(String path, String key, String value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("Path", path);
    fields.put("Key", key);
    fields.put("Value", value);
    return new Fields("KeyPair", fields);
  }

  private static String address(@Nullable Node node) {
    return node == null || node.addresses().isEmpty() ? "" : node.addresses().getFirst().toString();
  }

  private static Dict tagged(@Nullable Node node) {
    Map<String, String> tagged = new LinkedHashMap<>();
    for (IpAddress address : node == null ? List.<IpAddress>of() : node.addresses()) {
      tagged.putIfAbsent(address.isV6() ? "lan_ipv6" : "lan_ipv4", address.toString());
      tagged.putIfAbsent("lan", address.toString());
    }
    return Dict.ofTexts(tagged);
  }
}
