package io.fairlead.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Lease;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports that one node of the cluster has alone. */
class ClusterPortsTest {
  private static final PublishedPort HTTP = new PublishedPort(Protocol.TCP, null, 80, 8080);
  private static final String KEY = "ports/tcp/80";
  private static final EndpointId WEB = new EndpointId("host1", "web");
  private static final EndpointId SHOP = new EndpointId("host2", "shop");

  private final MemoryStore store = new MemoryStore(new ManualTime());
  private final ClusterPorts one = new ClusterPorts("host1", store);
  private final ClusterPorts other = new ClusterPorts("host2", store);

  @AfterEach
  void close() {
    store.close();
  }

  private Lease there(String node) {
    Lease lease = store.grant(Duration.ofSeconds(15));
    store.commit(Txn.of(lease.id(), new Txn.Op.Put(NetworkKeys.node(node), node.getBytes(UTF_8))));
    return lease;
  }

  private List<Store.Entry> claims() {
    return store.read("ports/", null).entries();
  }

  @Test
  void aPortIsOneNodesUntilItIsGivenBack() {
    Lease lease = there("host1");
    there("host2");
    assertEquals("", one.claim(HTTP, WEB));
    assertEquals("", one.claim(HTTP, WEB), "again");
    assertEquals("node host1 (endpoint web)", other.claim(HTTP, SHOP));
    assertEquals(Map.of(KEY, WEB), other.ofOthers());
    assertEquals(Map.of(), one.ofOthers());
    assertEquals(lease.id(), claims().getFirst().lease());
    assertEquals(Map.of(), one.keep(Map.of()));
    assertEquals("", other.claim(HTTP, SHOP));
  }

  @Test
  void aDeadNodeLetsGo() {
    Lease lease = there("host1");
    there("host2");
    assertEquals("", one.claim(HTTP, WEB));
    lease.revoke();
    assertEquals("", other.claim(HTTP, SHOP));
    there("host1");
    assertEquals(Map.of(KEY, SHOP), one.keep(Map.of(KEY, WEB)), "what another took stays his");
    assertEquals("host2/shop", new String(claims().getFirst().value(), UTF_8));
  }

  @Test
  void aNodeThatLostItsLeaseClaimsAgainUnderTheNext() {
    there("host1").revoke();
    assertTrue(
        String.valueOf(assertThrows(AttachRefused.class, () -> one.claim(HTTP, WEB)).getMessage())
            .startsWith("this node is not in the store yet"));
    Lease first = there("host1");
    assertEquals("", one.claim(HTTP, WEB));
    first.revoke();
    Lease next = there("host1");
    assertEquals(Map.of(), one.keep(Map.of(KEY, WEB)));
    assertEquals(next.id(), claims().getFirst().lease());
  }

  @Test
  void ofAnEarlierLifeOnlyWhatIsWantedIsKept() {
    there("host1");
    one.claim(HTTP, WEB);
    one.claim(new PublishedPort(Protocol.UDP, null, 53, 53), WEB);
    ClusterPorts next = new ClusterPorts("host1", store);
    assertEquals(Map.of(), next.keep(Map.of(KEY, WEB)));
    assertEquals(List.of(KEY), claims().stream().map(Store.Entry::key).toList());
    assertEquals("53/udp", ClusterPorts.text("ports/udp/53"));
  }

  @Test
  void whileTheStoreIsAwayNothingIsClaimed() {
    there("host1");
    store.goAway();
    String said =
        String.valueOf(assertThrows(AttachRefused.class, () -> one.claim(HTTP, WEB)).getMessage());
    assertTrue(
        said.startsWith(
            "80/tcp must be free in the whole cluster, and the store that knows cannot be asked"),
        said);
  }

  @Test
  void whileTheAgentsMoveNothingIsClaimed() {
    there("host1");
    store.commit(Txn.of(null, new Txn.Op.Put("migration/plan", new byte[0])));
    assertThrows(AttachRefused.class, () -> one.claim(HTTP, WEB));
    assertEquals(List.of(), claims());
  }
}
