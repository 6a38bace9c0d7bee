package io.fairlead.balancer.template;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Port;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small cluster, to render from. */
final class Worlds {
  static final Instant NOW = Instant.parse("2026-11-05T08:09:10Z");

  private Worlds() {}

  /** Two nodes, three services, some keys. */
  static World shop() {
    return of(instances(), keys());
  }

  static World of(List<Instance> instances, SortedMap<String, String> keys) {
    Snapshot snapshot =
        Snapshot.empty()
            .replacedBy(
                new Revision(1),
                instances,
                List.of(
                    new Node("h1", List.of(IpAddress.parse("192.0.2.1")), Map.of("rack", "r1")),
                    new Node("h2", List.of(IpAddress.parse("192.0.2.2")), Map.of())));
    return new World("h1", "dc1", Map.of("dc1", snapshot), keys);
  }

  static List<Instance> instances() {
    List<Instance> all = new ArrayList<>();
    all.add(one("h1", "web-1", "web", "10.0.0.1", 8080, List.of("http", "blue"), Health.PASSING));
    all.add(one("h2", "web-2", "web", "10.0.0.2", 8080, List.of("http"), Health.PASSING));
    all.add(one("h2", "web-3", "web", "10.0.0.3", 8080, List.of("http"), Health.FAILING));
    all.add(one("h1", "api-1", "api", "10.0.0.4", 9000, List.of("http", "v2"), Health.PASSING));
    all.add(one("h2", "db-1", "db", "10.0.0.5", 5432, List.of(), Health.PASSING));
    return all;
  }

  static Instance one(
      String node,
      String id,
      String service,
      String address,
      int port,
      List<String> tags,
      Health health) {
    Map<String, String> meta = service.equals("api") ? Map.of("metrics_port", "9100") : Map.of();
    return new Instance(
        new InstanceId(node, id),
        "docker",
        ServiceKey.of(service),
        id,
        Port.tcp(port),
        IpAddress.parse(address),
        List.of(),
        tags,
        meta,
        1,
        false,
        List.of(),
        List.of(new CheckState("container", "container", health, NOW, "")),
        new Cause(NOW, "started"));
  }

  static SortedMap<String, String> keys() {
    SortedMap<String, String> keys = new TreeMap<>();
    keys.put("haproxy/timeouts", "{\"connect\": \"5s\", \"client\": \"50s\", \"server\": \"50s\"}");
    keys.put("apps/shop/env/db_url", "postgres://db?a=1&b=2");
    keys.put("apps/shop/env/cache/size", "64");
    keys.put("apps/shop/name", "shop");
    keys.put("nginx/domain", "example.com");
    keys.put("nginx/root", "/var/www");
    keys.put("app/upstream/b", "10.0.1.101:80");
    keys.put("app/upstream/a", "10.0.1.100:80");
    keys.put("services/zoo/h1", "{\"ip\": \"192.0.2.7\", \"port\": 2181}");
    keys.put("services/zoo/h2", "{\"ip\": \"192.0.2.8\", \"port\": 2181}");
    keys.put("services/leaf", "x");
    return keys;
  }
}
