package io.fairlead.catalog;

import static io.fairlead.testkit.catalog.NetworkSamples.block;
import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class NetworksTest {
  private static final NetworkEndpoint WEB = endpoint("host1", "web", "backend", "10.1.0.5/16");

  private static final List<String> NAMES = List.of("e0", "e1", "e2", "db", "app.one");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void aNodeThatIsGivenUpTakesItsEndpointsOutAndBringsThemBack() {
    Snapshot before =
        Snapshot.empty()
            .with(
                at(1),
                List.of(
                    new Change.PutNode(Samples.node("host1", "192.0.2.1")),
                    new Change.PutNetwork(network("backend", "10.1.0.0/16")),
                    new Change.PutEndpoint(WEB)));
    Snapshot gone = before.with(at(2), List.of(new Change.RemoveNode("host1")));
    assertEquals(List.of(WEB), list(gone.networks().endpoints("backend")), "it may be back soon");
    assertEquals(at(1), gone.networks().modified("backend"));

    Snapshot givenUp = gone.with(at(3), List.of(new Change.GiveUpNode("host1")));
    assertEquals(List.of(), list(givenUp.networks().endpoints("backend")));
    assertNull(givenUp.networks().endpointAt("backend", IpAddress.parse("10.1.0.5")));
    assertEquals(List.of(WEB), list(givenUp.networks().everyEndpoint()), "who holds the address");
    assertEquals(at(3), givenUp.networks().modified("backend"));

    Snapshot back =
        givenUp.with(at(4), List.of(new Change.PutNode(Samples.node("host1", "192.0.2.1"))));
    assertEquals(WEB, back.networks().endpointAt("backend", IpAddress.parse("10.1.0.5")));
    assertEquals(at(4), back.networks().modified("backend"));
  }

  @Test
  void aChangeWakesThoseOfItsNetworkAndNobodyElse() {
    Catalog catalog = new Catalog();
    List<String> woken = new ArrayList<>();
    catalog.awaitNetwork("backend", Revision.ZERO, next -> woken.add("backend"));
    catalog.awaitNetwork("other", Revision.ZERO, next -> woken.add("other"));
    catalog.awaitNetwork(null, Revision.ZERO, next -> woken.add("any"));
    catalog.await(ServiceKey.of("web"), Revision.ZERO, next -> woken.add("web"));

    catalog.publish(Snapshot.empty().with(at(1), List.of(new Change.PutEndpoint(WEB))), List.of());
    assertEquals(List.of("any", "backend"), woken.stream().sorted().toList());
    assertEquals(2, catalog.waiting());

    catalog.awaitNetwork("backend", at(1), next -> woken.add("again"));
    catalog.publish(
        catalog
            .snapshot()
            .with(at(2), List.of(new Change.PutInstance(Samples.instance("web", "10.0.0.1", 80)))),
        List.of(ServiceKey.of("web")));
    assertEquals(Set.of("any", "backend", "web"), Set.copyOf(woken));
    catalog.awaitNetwork("backend", Revision.ZERO, next -> woken.add("at once"));
    assertTrue(woken.contains("at once"));
  }

  @Test
  void aNodeThatIsReachedOtherwiseChangesTheNetworksThatItIsOn() {
    Change first = new Change.PutNode(Samples.node("host1", "192.0.2.1"));
    Snapshot known = Snapshot.empty().with(at(1), List.of(first, new Change.PutEndpoint(WEB)));
    assertSame(known.networks(), known.with(at(2), List.of(first)).networks(), "nothing new");
    Snapshot moved =
        known.with(at(3), List.of(new Change.PutNode(Samples.node("host1", "192.0.2.9"))));
    assertEquals(at(3), moved.networks().modified("backend"));
    Change other = new Change.PutNode(Samples.node("host2", "192.0.2.2"));
    assertSame(moved.networks(), moved.with(at(4), List.of(other)).networks(), "on none");
  }

  @Test
  void whoGivesUpWaitingLeavesNothing() {
    Catalog catalog = new Catalog();
    List<String> woken = new ArrayList<>();
    Catalog.Waiting one = catalog.awaitNetwork("backend", Revision.ZERO, next -> woken.add("no"));
    Catalog.Waiting any = catalog.awaitNetwork(null, Revision.ZERO, next -> woken.add("no"));
    one.close();
    any.close();
    assertEquals(0, catalog.waiting());
    catalog.publish(Snapshot.empty().with(at(1), List.of(new Change.PutEndpoint(WEB))), List.of());
    assertEquals(List.of(), woken);
  }

  @Test
  void theEndOfANetworkIsSeenByThoseWhoAskLater() {
    Snapshot there =
        Snapshot.empty()
            .with(at(1), List.of(new Change.PutNetwork(network("backend", "10.1.0.0/16"))));
    Snapshot gone = there.with(at(5), List.of(new Change.RemoveNetwork("backend")));
    assertEquals(at(5), gone.networks().modified("backend"));
    assertEquals(at(5), gone.networks().modified());
  }

  @Test
  void aChangeOfServicesLeavesTheNetworksAsTheyAre() {
    Snapshot before = Snapshot.empty().with(at(1), List.of(new Change.PutEndpoint(WEB)));
    Snapshot after =
        before.with(
            at(2), List.of(new Change.PutInstance(Samples.instance("web", "10.0.0.1", 80))));
    assertSame(before.networks(), after.networks());
    Snapshot same = after.with(at(3), List.of(new Change.PutEndpoint(WEB)));
    assertSame(before.networks(), same.networks());
  }

  @Test
  void oneEndpointAmongThirtyThousandCopiesOnlyItsPaths() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      String address = "10." + (1 + i % 3) + "." + (i / 3 / 250) + "." + (1 + i / 3 % 250);
      changes.add(
          new Change.PutEndpoint(
              endpoint("host" + i % 50, "e" + i, "net" + i % 3, address + "/16")));
    }
    Snapshot world = Snapshot.empty().with(at(1), changes);
    assertEquals(10_000, list(world.networks().endpoints("net1")).size());
    List<Change> one =
        List.of(new Change.PutEndpoint(endpoint("host1", "new", "net1", "10.2.200.1/16")));
    world.with(at(2), one); // loads the classes
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    world.with(at(3), one);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < 16_000, bytes + " bytes for one endpoint among 30,000");
  }

  /** Random changes, small enough to meet each other, on a snapshot and on plain maps. */
  @Test
  void everyIndexHoldsWhatASearchFinds() {
    System.out.println("seed " + seed);
    Map<EndpointId, NetworkEndpoint> endpoints = new TreeMap<>();
    Map<String, Network> networks = new TreeMap<>();
    Map<String, Block> blocks = new TreeMap<>();
    Set<String> givenUp = new TreeSet<>();
    Map<String, Object> shown = new HashMap<>();
    Snapshot snapshot = Snapshot.empty();
    for (int step = 1; step <= 3000; step++) {
      List<Change> changes = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        changes.add(change(endpoints, networks, blocks, givenUp));
      }
      Snapshot before = snapshot;
      if (random.nextInt(20) == 0) {
        changes.forEach(change -> {}); // the model has them already
        List<Change> all = new ArrayList<>();
        endpoints.values().forEach(one -> all.add(new Change.PutEndpoint(one)));
        networks.values().forEach(one -> all.add(new Change.PutNetwork(one)));
        blocks.values().forEach(one -> all.add(new Change.PutBlock(one)));
        List<Change> ofNodes =
            changes.stream().filter(change -> change instanceof Change.OfNodes).toList();
        snapshot = snapshot.with(at(step), ofNodes).replacedBy(at(step), all);
      } else {
        snapshot = snapshot.with(at(step), changes);
      }
      String message = "step " + step + ", seed " + seed;
      assertEquals(List.copyOf(networks.values()), snapshot.networks().all(), message);
      assertEquals(
          List.copyOf(endpoints.values()), list(snapshot.networks().everyEndpoint()), message);
      for (int n = 0; n < 3; n++) {
        String name = "net" + n;
        List<NetworkEndpoint> counting =
            endpoints.values().stream()
                .filter(one -> one.network().equals(name))
                .filter(one -> !givenUp.contains(one.id().node()))
                .toList();
        assertEquals(counting, list(snapshot.networks().endpoints(name)), message);
        for (int a = 1; a < 5; a++) {
          IpAddress address = IpAddress.parse("10.1.0." + a);
          NetworkEndpoint newest =
              counting.stream()
                  .filter(one -> one.addresses().contains(address))
                  .min(
                      Comparator.comparing((NetworkEndpoint one) -> one.cause().at())
                          .reversed()
                          .thenComparing(NetworkEndpoint::id))
                  .orElse(null);
          assertEquals(newest, snapshot.networks().endpointAt(name, address), message);
        }
        for (String one : NAMES) {
          assertEquals(
              counting.stream().filter(endpoint -> answersTo(endpoint, one)).collect(toSet()),
              Set.copyOf(snapshot.networks().named(name, one.toUpperCase(Locale.ROOT))),
              message);
        }
        List<Block> ofNetwork =
            blocks.values().stream().filter(one -> one.network().equals(name)).toList();
        assertEquals(ofNetwork, list(snapshot.networks().blocks(name)), message);
        Object now = List.of(counting, ofNetwork, String.valueOf(networks.get(name)));
        if (!now.equals(shown.put(name, now)) && step > 1) {
          assertTrue(snapshot.networks().modified(name).isAfter(at(step - 1)), message);
          assertTrue(!snapshot.networks().same(before.networks(), name), message);
        }
      }
    }
  }

  private Change change(
      Map<EndpointId, NetworkEndpoint> endpoints,
      Map<String, Network> networks,
      Map<String, Block> blocks,
      Set<String> givenUp) {
    String name = "net" + random.nextInt(3);
    String node = "host" + random.nextInt(3);
    return switch (random.nextInt(9)) {
      case 0 -> {
        networks.remove(name);
        yield new Change.RemoveNetwork(name);
      }
      case 1 -> {
        networks.put(name, network(name, "10.1.0.0/16"));
        yield new Change.PutNetwork(network(name, "10.1.0.0/16"));
      }
      case 2 -> {
        Block block = block(name, "10.1.0." + 64 * random.nextInt(4) + "/26", node);
        blocks.put(name + block.range().address().low(), block);
        yield new Change.PutBlock(block);
      }
      case 3 -> {
        Block block = block(name, "10.1.0." + 64 * random.nextInt(4) + "/26", node);
        blocks.remove(name + block.range().address().low());
        yield new Change.RemoveBlock(name, block.range());
      }
      case 4 -> {
        EndpointId id = new EndpointId(node, "e" + random.nextInt(4));
        endpoints.remove(id);
        yield new Change.RemoveEndpoint(id);
      }
      case 5 -> {
        givenUp.add(node);
        yield new Change.GiveUpNode(node);
      }
      case 6 -> {
        givenUp.remove(node);
        yield new Change.PutNode(Samples.node(node, "192.0.2.1"));
      }
      default -> {
        NetworkEndpoint made =
            endpoint(
                node, "e" + random.nextInt(4), name, "10.1.0." + (1 + random.nextInt(4)) + "/16");
        NetworkEndpoint endpoint = random.nextBoolean() ? made : later(made);
        endpoints.put(endpoint.id(), endpoint);
        yield new Change.PutEndpoint(endpoint);
      }
    };
  }

  private static boolean answersTo(NetworkEndpoint endpoint, String name) {
    return endpoint.container().name().equals(name)
        || endpoint.container().aliases().contains(name);
  }

  private NetworkEndpoint later(NetworkEndpoint from) {
    NetworkEndpoint any = new NetworkSamples(random).endpoint();
    NetworkEndpoint.Attached container =
        new NetworkEndpoint.Attached(
            NAMES.get(random.nextInt(NAMES.size())),
            any.container().id(),
            random.nextBoolean() ? List.of() : List.of(NAMES.get(random.nextInt(NAMES.size()))),
            any.container().labels());
    return new NetworkEndpoint(
        from.id(),
        from.network(),
        from.mac(),
        from.v4(),
        any.v6(),
        container,
        any.ports(),
        any.state(),
        any.cause());
  }

  private static Revision at(long revision) {
    return new Revision(revision);
  }

  private static <T> List<T> list(Iterable<T> all) {
    return StreamSupport.stream(all.spliterator(), false).toList();
  }
}
