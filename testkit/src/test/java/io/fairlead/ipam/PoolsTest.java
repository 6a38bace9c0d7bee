package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.IpamHost.World;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolsTest {
  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(time);
  private final World world;
  private final IpamHost host;
  private final Pools pools;

  PoolsTest(@TempDir Path folder) {
    world = new World(store, time, folder);
    host = world.host("host1");
    pools = host.ipam.pools(PoolChoice.USUAL_V4);
  }

  @AfterEach
  void close() {
    host.close();
    store.close();
  }

  @Test
  void askedInARowItGivesAnotherOneEachTimeAndNoneOfTheHostsRoutes() {
    List<IpPrefix> routes = List.of(IpPrefix.parse("10.128.0.0/18"), IpPrefix.parse("0.0.0.0/0"));
    assertEquals(IpPrefix.parse("10.128.64.0/20"), pools.reserve(false, routes));
    assertEquals(IpPrefix.parse("10.128.80.0/20"), pools.reserve(false, routes));
    pools.release(IpPrefix.parse("10.128.64.0/20"));
    assertEquals(IpPrefix.parse("10.128.64.0/20"), pools.reserve(false, routes));
  }

  @Test
  void whatNeverBecameANetworkIsFreeAfterAWhile() {
    IpPrefix first = pools.reserve(false, List.of());
    time.advance(Pools.KEPT.plusSeconds(1));
    assertEquals(first, pools.reserve(false, List.of()));
    pools.reserve(IpPrefix.parse("10.9.0.0/24"));
    time.advance(Pools.KEPT.plusSeconds(1));
    pools.reserve(false, List.of());
    assertEquals(1, store.read("ipam/pools/", null).entries().size(), "the old ones are gone");
  }

  @Test
  void ipv6ComesFromThePrefixThatTheClusterDrewOnce() {
    IpPrefix first = pools.reserve(true, List.of());
    IpPrefix second = host.ipam.pools(List.of()).reserve(true, List.of());
    assertEquals(64, first.length());
    assertNotEquals(first, second);
    assertEquals(IpPrefix.around(first.address(), 48), IpPrefix.around(second.address(), 48));
    assertTrue(IpPrefix.parse("fd00::/8").contains(first.address()));
  }

  @Test
  void aSubnetThatOverlapsAnotherIsRefused() {
    create("one", "10.1.0.0/24");
    Refused overlap = assertThrows(Refused.class, () -> create("two", "10.1.0.0/16"));
    assertEquals(Refused.Reason.TAKEN, overlap.reason());
    assertTrue(overlap.why().contains("10.1.0.0/24"), overlap.why());
    assertThrows(Refused.class, () -> pools.reserve(IpPrefix.parse("10.1.0.128/25")));
    pools.reserve(IpPrefix.parse("10.2.0.0/24"));
    assertThrows(Refused.class, () -> create("two", "10.2.0.0/24"), "it is kept for somebody");
    pools.create(id -> network("two", id, "10.2.0.0/24"), Set.of(IpPrefix.parse("10.2.0.0/24")));
  }

  @Test
  void aNameIsTakenOnce() {
    create("one", "10.1.0.0/24");
    assertThrows(Refused.class, () -> create("one", "10.2.0.0/24"));
  }

  @Test
  void aNetworkThatIsRemovedTakesItsBlocksAlong() throws InterruptedException {
    Network one = create("one", "10.1.0.0/24");
    host.any(one);
    assertEquals(1, store.read(NetworkKeys.BLOCKS, null).entries().size());
    pools.remove("one");
    assertEquals(List.of(), store.read(NetworkKeys.BLOCKS, null).entries());
    assertEquals(List.of(), store.read(NetworkKeys.NETWORKS, null).entries());
    pools.remove("one");
    create("two", "10.1.0.0/24");
  }

  @Test
  void aNetworkWithEndpointsStays() {
    create("one", "10.1.0.0/24");
    world.put(NetworkSamples.endpoint("host2", "web", "one", "10.1.0.5/24"));
    Refused used = assertThrows(Refused.class, () -> pools.remove("one"));
    assertTrue(used.why().contains("host2/web"), used.why());
  }

  @Test
  void networksThatAreMadeAtOnceOverlapNowhere() throws Exception {
    List<Callable<Network>> makers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String name = "net" + i;
      makers.add(
          () -> {
            IpPrefix subnet = pools.reserve(false, List.of());
            return pools.create(id -> network(name, id, subnet.toString()), Set.of(subnet));
          });
    }
    Set<IpPrefix> subnets = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Network> made : threads.invokeAll(makers)) {
        subnets.add(made.get().pools().getFirst().subnet());
        ids.add(made.get().id());
      }
    }
    assertEquals(24, subnets.size());
    assertEquals(24, ids.size());
    assertEquals(List.of(), store.read("ipam/pools/", null).entries());
    time.advance(Duration.ofSeconds(1));
  }

  private Network create(String name, String subnet) {
    return pools.create(id -> network(name, id, subnet), Set.of());
  }

  private static Network network(String name, int id, String subnet) {
    return new Network(
        name,
        id,
        Network.AUTO,
        List.of(Pool.of(IpPrefix.parse(subnet))),
        Network.Options.USUAL,
        Map.of(),
        Samples.CAUSE);
  }
}
