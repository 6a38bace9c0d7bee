package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.Port;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random changes, small enough to meet each other, on a snapshot and on a list searched through.
 */
class SnapshotModelTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<InstanceId, Instance> model = new TreeMap<>();
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<ServiceKey, Revision> modified = new HashMap<>();

  @Test
  void everyIndexHoldsWhatASearchFinds() {
    System.out.println("seed " + seed);
    Snapshot snapshot = Snapshot.empty();
    for (int step = 1; step <= 3000; step++) {
      Map<ServiceKey, List<Instance>> before = byService();
      Revision revision = new Revision(step);
      snapshot =
          random.nextInt(20) == 0 ? replaced(snapshot, revision) : changed(snapshot, revision);
      for (int service = 0; service < 5; service++) {
        ServiceKey key = service(service);
        if (!byService().getOrDefault(key, List.of()).equals(before.getOrDefault(key, List.of()))) {
          modified.put(key, revision);
        }
      }
      assertSameAsModel(snapshot);
    }
  }

  private Snapshot changed(Snapshot snapshot, Revision revision) {
    List<Change> changes = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      changes.add(change());
    }
    return snapshot.with(revision, changes);
  }

  private Change change() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        InstanceId id = instance().id();
        model.remove(id);
        yield new Change.RemoveInstance(id);
      }
      case 2 -> {
        Node node = Samples.node("host" + random.nextInt(3), "192.0.2." + (1 + random.nextInt(3)));
        nodes.put(node.name(), node);
        yield new Change.PutNode(node);
      }
      case 3 -> {
        String name = "host" + random.nextInt(3);
        nodes.remove(name);
        yield new Change.RemoveNode(name);
      }
      default -> {
        Instance instance = instance();
        model.put(instance.id(), instance);
        yield new Change.PutInstance(instance);
      }
    };
  }

  private Snapshot replaced(Snapshot snapshot, Revision revision) {
    Map<InstanceId, Instance> kept = new TreeMap<>(model);
    kept.keySet().removeIf(id -> random.nextInt(3) == 0);
    for (int i = 0; i < 3; i++) {
      Instance instance = instance();
      kept.put(instance.id(), instance);
    }
    model.clear();
    model.putAll(kept);
    nodes.clear();
    return snapshot.replacedBy(revision, List.copyOf(model.values()), List.of());
  }

  private Instance instance() {
    IpAddress address = address();
    List<Endpoint> endpoints = new ArrayList<>();
    int attached = random.nextInt(3);
    for (int i = 0; i < attached; i++) {
      IpPrefix v4 = random.nextBoolean() ? new IpPrefix(address(), 16) : null;
      IpPrefix v6 =
          random.nextBoolean() ? IpPrefix.parse("fd00::" + (1 + random.nextInt(3)) + "/64") : null;
      endpoints.add(new Endpoint("net" + i, Endpoint.Scope.NODE, v4, v6));
    }
    return new Instance(
        new InstanceId("host" + random.nextInt(2), "id" + random.nextInt(6)),
        Samples.SOURCE,
        service(random.nextInt(5)),
        random.nextInt(3) == 0 ? "" : "container" + random.nextInt(3),
        Port.tcp(80 + random.nextInt(2)),
        address,
        endpoints,
        List.of(),
        Map.of(),
        1,
        random.nextBoolean(),
        List.of(),
        List.of(),
        Samples.CAUSE);
  }

  private IpAddress address() {
    return IpAddress.v4((10 << 24) + 1 + random.nextInt(4));
  }

  private static ServiceKey service(int number) {
    return new ServiceKey("ns" + number % 2, "svc" + number);
  }

  private Map<ServiceKey, List<Instance>> byService() {
    Map<ServiceKey, List<Instance>> byService = new TreeMap<>();
    for (Instance instance : model.values()) {
      byService.computeIfAbsent(instance.service(), key -> new ArrayList<>()).add(instance);
    }
    return byService;
  }

  private void assertSameAsModel(Snapshot snapshot) {
    String message = "at " + snapshot.revision() + ", seed " + seed;
    assertEquals(List.copyOf(model.values()), list(snapshot.instances()), message);
    assertEquals(model.size(), snapshot.instanceCount(), message);
    assertEquals(List.copyOf(nodes.values()), list(snapshot.nodes()), message);
    Map<ServiceKey, List<Instance>> services = new TreeMap<>();
    snapshot.services().forEach(service -> services.put(service.key(), service.instances()));
    assertEquals(byService(), services, message);
    assertEquals(services.size(), snapshot.serviceCount(), message);
    for (int i = 0; i < 5; i++) {
      Revision expected = modified.getOrDefault(service(i), Revision.ZERO);
      assertEquals(expected, snapshot.modified(service(i)), message);
    }
    for (int i = 0; i < 3; i++) {
      String container = "container" + i;
      assertEquals(
          found(instance -> instance.container().equals(container)),
          snapshot.container(container),
          message);
      IpAddress v6 = IpAddress.parse("fd00::" + (1 + i));
      assertEquals(found(instance -> has(instance, v6)), snapshot.instancesAt(v6), message);
    }
    for (int i = 0; i < 4; i++) {
      IpAddress v4 = IpAddress.v4((10 << 24) + 1 + i);
      assertEquals(found(instance -> has(instance, v4)), snapshot.instancesAt(v4), message);
    }
    assertEquals(
        !found(instance -> instance.service().namespace().equals("ns1")).isEmpty(),
        snapshot.hasNamespace("ns1"),
        message);
  }

  private List<Instance> found(Predicate<Instance> wanted) {
    return model.values().stream().filter(wanted).toList();
  }

  private static boolean has(Instance instance, IpAddress address) {
    return instance.address().equals(address)
        || instance.endpoints().stream()
            .anyMatch(endpoint -> at(endpoint.v4(), address) || at(endpoint.v6(), address));
  }

  private static boolean at(@Nullable IpPrefix prefix, IpAddress address) {
    return prefix != null && prefix.address().equals(address);
  }

  private static <T> List<T> list(Iterable<T> all) {
    return StreamSupport.stream(all.spliterator(), false).toList();
  }
}
