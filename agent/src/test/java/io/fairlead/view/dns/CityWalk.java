package io.fairlead.view.dns;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.Revision;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.select.Failover;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random catalog that changes step by step, and random questions about it. */
final class CityWalk {
  private static final List<String> SERVICES =
      List.of("web", "db", "shop/web", "shop/db", "blog/web", "blog/shop", "one/_x");
  private static final List<String> NODES = List.of("host1", "host2");
  private static final List<String> TYPES =
      List.of("A", "A", "A", "AAAA", "SRV", "TXT", "PTR", "SOA", "NS", "ANY", "TYPE65");
  private static final List<String> FIXED =
      List.of(
          "internal",
          "svc.internal",
          "shop.svc.internal",
          "blog.svc.internal",
          "x.internal",
          "host1.node.internal",
          "host2.node.internal",
          "host3.node.internal",
          "web",
          "db",
          "shop",
          "web.shop",
          "db.shop",
          "c1",
          "c2",
          "al_ias",
          "c1.b",
          "web.b",
          "shop.blog",
          "nothing",
          "example.org",
          "0a000005.addr.internal",
          "_tag.web.svc.internal",
          "_tag.web.shop.svc.internal",
          "one.svc.internal",
          "_x.one.svc.internal",
          "8.8.8.8.in-addr.arpa",
          "1.2.0.192.in-addr.arpa");

  private final Random random;
  private Snapshot snapshot = Snapshot.empty();

  CityWalk(long seed) {
    random = new Random(seed);
  }

  /** The next snapshot; sometimes the same, sometimes after many steps at once. */
  Snapshot step() {
    if (random.nextInt(5) > 0) {
      return snapshot;
    }
    List<Change> changes = new ArrayList<>();
    int steps = random.nextInt(10) == 0 ? 20 : random.nextInt(3);
    for (int i = 0; i < steps; i++) {
      changes.add(change());
    }
    Revision next = new Revision(snapshot.revision().value() + 1 + random.nextInt(3));
    snapshot = random.nextInt(8) == 0 ? readAgain(next) : snapshot.with(next, changes);
    return snapshot;
  }

  /** All again, as after a store's reset, without a few that went unseen. */
  private Snapshot readAgain(Revision next) {
    List<Instance> instances = new ArrayList<>();
    for (Instance instance : snapshot.instances()) {
      if (random.nextInt(10) > 0) {
        instances.add(instance);
      }
    }
    List<Node> nodes = new ArrayList<>();
    snapshot.nodes().forEach(nodes::add);
    return snapshot.replacedBy(next, instances, nodes);
  }

  private Change change() {
    String node = pick(NODES);
    int number = random.nextInt(24);
    return switch (random.nextInt(16)) {
      case 12 ->
          random.nextInt(6) == 0
              ? new Change.RemoveNetwork("b")
              : new Change.PutNetwork(NetworkSamples.network("b", "10.9.0.0/16"));
      case 13 -> new Change.RemoveEndpoint(new EndpointId(node, "e" + number));
      case 14, 15 -> new Change.PutEndpoint(endpoint(node, number));
      case 0 -> new Change.RemoveNode(node);
      case 1, 2 ->
          new Change.PutNode(
              new Node(
                  node,
                  List.of(IpAddress.parse("192.0.2." + (1 + random.nextInt(2)))),
                  random.nextBoolean() ? Map.of() : Map.of("k", "" + random.nextInt(2))));
      case 3, 4, 5 -> new Change.RemoveInstance(new InstanceId(node, "i" + number));
      default -> new Change.PutInstance(instance(node, number));
    };
  }

  private NetworkEndpoint endpoint(String node, int number) {
    NetworkEndpoint made =
        NetworkSamples.endpoint(
            node, "e" + number, random.nextInt(4) > 0 ? "b" : "d", "10.9.0." + number + "/16");
    return new NetworkEndpoint(
        made.id(),
        made.network(),
        made.mac(),
        made.v4(),
        null,
        new NetworkEndpoint.Attached(
            "C" + random.nextInt(6),
            random.nextBoolean() ? "" : "id" + random.nextInt(6),
            random.nextBoolean() ? List.of("al_ias", "web") : List.of(),
            Map.of()),
        List.of(),
        made.state(),
        made.cause());
  }

  private Instance instance(String node, int number) {
    Draft draft = Draft.of("i" + number, pick(SERVICES), address(number)).on(node);
    if (random.nextBoolean()) {
      draft.container(random.nextBoolean() ? "C" + number : "c" + random.nextInt(4));
    }
    if (random.nextInt(4) > 0) {
      Protocol protocol = random.nextInt(4) > 0 ? Protocol.TCP : Protocol.UDP;
      draft.port(80 + random.nextInt(2), protocol, random.nextBoolean() ? "http" : "");
    }
    if (random.nextBoolean()) {
      draft.local(
          "a", "10.0.0." + number + "/24", random.nextBoolean() ? "fd00::" + number + "/64" : null);
    }
    if (random.nextBoolean()) {
      draft.cluster(
          "b", random.nextBoolean() ? "10.9.0." + number + "/16" : null, "fd09::" + number + "/64");
    }
    if (random.nextBoolean()) {
      draft.local("c", "10.0.0." + number + "/" + (8 + random.nextInt(25)), null);
    }
    if (random.nextBoolean()) {
      draft.tags(random.nextBoolean() ? "blue" : "v1.2").meta("m", "" + random.nextInt(2));
    }
    if (random.nextBoolean()) {
      draft.health(pick(List.of(Health.PASSING, Health.UNKNOWN, Health.FAILING)));
    }
    if (random.nextInt(6) == 0) {
      draft.draining();
    }
    if (random.nextInt(8) == 0) {
      draft.meta(Failover.META, pick(List.of("any", "none", "dc3,dc2", "dc2")));
    }
    return draft.weight(random.nextInt(3)).instance();
  }

  private String address(int number) {
    return switch (random.nextInt(4)) {
      case 0 -> "192.0.2." + number;
      case 1 -> "fd00::" + number;
      default -> "10.0.0." + number;
    };
  }

  /** An instance's, a neighbour's or a stranger's. */
  IpAddress caller() {
    int number = random.nextInt(30);
    return IpAddress.parse(
        switch (random.nextInt(6)) {
          case 0 -> "10.9.0." + number;
          case 1 -> "fd00::" + number;
          case 2 -> "fd09::" + number;
          case 3 -> "8.8." + random.nextInt(2) + ".8";
          default -> "10.0.0." + number;
        });
  }

  String type() {
    return pick(TYPES);
  }

  /** A name in random case. */
  String name() {
    StringBuilder name = new StringBuilder(plainName());
    for (int i = 0; i < name.length(); i++) {
      if (random.nextInt(4) == 0) {
        name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
      }
    }
    return name.toString();
  }

  private String plainName() {
    String service = pick(SERVICES);
    int slash = service.indexOf('/');
    String full =
        (slash < 0 ? service : service.substring(slash + 1) + "." + service.substring(0, slash))
            + ".svc.internal";
    return switch (random.nextInt(8)) {
      case 0 -> pick(List.of("_tcp.", "_udp.", "_http._tcp.", "_none._tcp.")) + full;
      case 1 -> pick(List.of("blue._tag.", "v1.2._tag.", "_tcp.blue._tag.")) + full;
      case 2 -> "c" + random.nextInt(6) + ".container.internal";
      case 3 -> random.nextInt(24) + ".0.0.10.in-addr.arpa";
      case 4, 5 -> pick(FIXED);
      default -> full;
    };
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
