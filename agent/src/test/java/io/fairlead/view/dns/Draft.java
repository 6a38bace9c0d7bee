package io.fairlead.view.dns;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An instance being described by a test. */
final class Draft {
  private final String id;
  private final ServiceKey service;
  private final IpAddress address;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final Map<String, String> meta = new TreeMap<>();
  private final List<CheckState> states = new ArrayList<>();
  private String node = "host1";
  private String container = "";
  private Port port = Port.NONE;
  private int weight = 1;
  private boolean draining;

  private Draft(String id, ServiceKey service, IpAddress address) {
    this.id = id;
    this.service = service;
    this.address = address;
  }

  /** {@code service} is {@code name} or {@code namespace/name}. */
  static Draft of(String id, String service, String address) {
    int slash = service.indexOf('/');
    ServiceKey key =
        slash < 0
            ? ServiceKey.of(service)
            : new ServiceKey(service.substring(0, slash), service.substring(slash + 1));
    return new Draft(id, key, IpAddress.parse(address));
  }

  Draft on(String onNode) {
    node = onNode;
    return this;
  }

  Draft container(String name) {
    container = name;
    return this;
  }

  Draft port(int number, Port.Protocol protocol, String name) {
    port = new Port(number, protocol, name);
    return this;
  }

  Draft local(String network, @Nullable String v4, @Nullable String v6) {
    return endpoint(network, Endpoint.Scope.NODE, v4, v6);
  }

  Draft cluster(String network, @Nullable String v4, @Nullable String v6) {
    return endpoint(network, Endpoint.Scope.CLUSTER, v4, v6);
  }

  private Draft endpoint(
      String network, Endpoint.Scope scope, @Nullable String v4, @Nullable String v6) {
    endpoints.add(
        new Endpoint(
            network,
            scope,
            v4 == null ? null : IpPrefix.parse(v4),
            v6 == null ? null : IpPrefix.parse(v6)));
    return this;
  }

  Draft tags(String... some) {
    tags.addAll(List.of(some));
    return this;
  }

  Draft meta(String key, String value) {
    meta.put(key, value);
    return this;
  }

  Draft health(Health health) {
    states.add(new CheckState("check", "tcp", health, Samples.AT, "said so by a test"));
    return this;
  }

  Draft weight(int share) {
    weight = share;
    return this;
  }

  Draft draining() {
    draining = true;
    return this;
  }

  Instance instance() {
    return new Instance(
        new InstanceId(node, id),
        "test",
        service,
        container,
        port,
        address,
        endpoints,
        tags,
        meta,
        weight,
        draining,
        List.of(),
        states,
        new Cause(Samples.AT, "made for a test"));
  }
}
