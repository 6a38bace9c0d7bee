package io.fairlead.testkit.catalog;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Valid values of the model for tests. The same arguments always give equal values. */
public final class Samples {
  /** The node that samples are on. */
  public static final String NODE = "host1";

  /** The source that samples come from. */
  public static final String SOURCE = "test";

  /** When samples came to be. */
  public static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  /** Why samples came to be. */
  public static final Cause CAUSE = new Cause(AT, "made for a test");

  private Samples() {}

  /** An instance of {@code service} in the default namespace, on {@link #NODE}, without checks. */
  public static Instance instance(String service, String address, int port) {
    return instance(NODE, ServiceKey.of(service), address, port);
  }

  /** An instance without checks and container, with the id {@code service:address:port}. */
  public static Instance instance(String node, ServiceKey service, String address, int port) {
    return new Instance(
        new InstanceId(node, service.name() + ":" + address + ":" + port),
        SOURCE,
        service,
        "",
        Port.tcp(port),
        IpAddress.parse(address),
        List.of(),
        List.of(),
        Map.of(),
        Registration.DEFAULT_WEIGHT,
        false,
        List.of(),
        List.of(),
        CAUSE);
  }

  /** The registration that {@link #instance(String, String, int)} comes from. */
  public static Registration registration(String service, String address, int port) {
    return new Registration(
        new RegistrationId(SOURCE, service + ":" + address + ":" + port),
        ServiceKey.of(service),
        "",
        Port.tcp(port),
        IpAddress.parse(address),
        List.of(),
        List.of(),
        Map.of(),
        Registration.DEFAULT_WEIGHT,
        false,
        List.of(),
        List.of(),
        CAUSE);
  }

  /** A node with one address. */
  public static Node node(String name, String address) {
    return new Node(name, List.of(IpAddress.parse(address)), Map.of());
  }

  /** The same instance with one check in this state. */
  public static Instance with(Instance instance, Health health) {
    CheckState state = new CheckState("sample", "tcp", health, AT, "said so by a test");
    return copy(instance, instance.draining(), List.of(state));
  }

  /** The same instance, draining. */
  public static Instance draining(Instance instance) {
    return copy(instance, true, instance.states());
  }

  /**
   * A snapshot at revision 1 of {@code services} services with {@code perService} instances each.
   */
  public static Snapshot snapshot(long seed, int services, int perService) {
    List<Change> changes = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      changes.add(new Change.PutNode(node("host" + node, "192.0.2." + (node + 1))));
    }
    instances(seed, services, perService)
        .forEach(instance -> changes.add(new Change.PutInstance(instance)));
    return Snapshot.empty().with(new Revision(1), changes);
  }

  /**
   * Instances as Docker makes them: {@code services} services ({@code svc-0} in namespace {@code
   * ns-0} and so on, a tenth as many namespaces) over {@value #NODES} nodes, each instance a
   * container with an address of its own, a network, tags, metadata and a passing check.
   */
  public static List<Instance> instances(long seed, int services, int perService) {
    Random random = new Random(seed);
    List<Instance> all = new ArrayList<>(services * perService);
    for (int service = 0; service < services; service++) {
      ServiceKey key =
          new ServiceKey("ns-" + service % Math.max(1, services / 10), "svc-" + service);
      for (int member = 0; member < perService; member++) {
        all.add(container(random, key, all.size(), member));
      }
    }
    return all;
  }

  private static final int NODES = 16;

  private static Instance container(Random random, ServiceKey service, int number, int member) {
    String node = "host" + random.nextInt(NODES);
    String name = service.namespace() + "-" + service.name() + "-" + (member + 1);
    IpAddress address = IpAddress.v4((10 << 24) + number + 1);
    return new Instance(
        new InstanceId(node, node + ":" + name + ":80"),
        "docker",
        service,
        name,
        new Port(80, Port.Protocol.TCP, "http"),
        address,
        List.of(
            new Endpoint(
                service.namespace() + "_default",
                Endpoint.Scope.NODE,
                new IpPrefix(address, 16),
                null)),
        List.of(random.nextBoolean() ? "blue" : "green"),
        Map.of("version", "1." + random.nextInt(4)),
        Registration.DEFAULT_WEIGHT,
        false,
        List.of(),
        List.of(new CheckState("container", "container", Health.PASSING, AT, "running")),
        CAUSE);
  }

  private static Instance copy(Instance from, boolean draining, List<CheckState> states) {
    return new Instance(
        from.id(),
        from.source(),
        from.service(),
        from.container(),
        from.port(),
        from.address(),
        from.endpoints(),
        from.tags(),
        from.meta(),
        from.weight(),
        draining,
        from.checks(),
        states,
        from.cause());
  }
}
