package io.fairlead.registry;

import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Catalog;
import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a node's endpoints, from who attaches them to every node's catalog. */
class EndpointsTest {
  private static final NetworkEndpoint WEB =
      endpoint(Samples.NODE, "web", "backend", "10.1.0.5/16");
  private static final NetworkEndpoint DB = endpoint(Samples.NODE, "db", "backend", "10.1.0.6/16");
  private static final NetworkEndpoint AWAY = endpoint("host2", "db", "backend", "10.1.0.70/16");

  private final Host host = new Host();

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void whatIsAttachedIsInTheStoreOnNoLeaseUntilItIsDetached() {
    host.registry.endpoints().reset(List.of(WEB));
    host.registry.endpoints().upsert(DB);
    host.settle();
    assertEquals(Set.of(WEB, DB), stored());
    for (Store.Entry entry : host.entries(NetworkKeys.ENDPOINTS)) {
      assertNull(entry.lease(), "it says who holds an address");
    }
    host.registry.endpoints().remove(WEB.id());
    host.settle();
    assertEquals(Set.of(DB), stored());
  }

  @Test
  void sayingTheSameAgainWritesNothing() {
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    long before = host.registry.stats().ops();
    host.registry
        .endpoints()
        .upsert(
            new NetworkEndpoint(
                WEB.id(),
                WEB.network(),
                WEB.mac(),
                WEB.v4(),
                WEB.v6(),
                WEB.container(),
                WEB.ports(),
                WEB.state(),
                new Cause(Samples.AT.plusSeconds(9), "seen again")));
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    assertEquals(before, host.registry.stats().ops());
    assertEquals(Set.of(WEB), stored());
  }

  @Test
  void afterARestartAllStaysUntilTheOneWhoAttachesHasSpoken() {
    host.registry.endpoints().reset(List.of(WEB, DB));
    host.settle();
    host.restart();
    host.settle();
    assertEquals(Set.of(WEB, DB), stored());
    assertEquals(Set.of(WEB, DB), Set.copyOf(host.registry.endpoints().all()));
    host.registry.endpoints().reset(List.of(DB));
    host.settle();
    assertEquals(Set.of(DB), stored());
  }

  @Test
  void whoSpeaksBeforeTheStoreIsReadIsHeard() {
    host.registry.endpoints().reset(List.of(WEB, DB));
    host.settle();
    host.restart();
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    assertEquals(Set.of(WEB), stored());
  }

  @Test
  void theEndOfTheLeaseLeavesThemInTheStore() {
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    host.registry.withdraw();
    assertEquals(List.of(), host.entries(Keys.NODES));
    assertEquals(Set.of(WEB), stored());
  }

  @Test
  void whatSomebodyElseRemovesIsPutBack() {
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    Commit gone =
        host.store.commit(Txn.of(null, new Txn.Op.Delete(NetworkKeys.endpoint(WEB.id()))));
    host.registry.gone(NetworkKeys.endpoint(WEB.id()), ((Commit.Done) gone).revision());
    host.settle();
    assertEquals(Set.of(WEB), stored());
  }

  @Test
  void aStoreThatWasWipedGetsThemAgain() {
    host.registry.endpoints().reset(List.of(WEB));
    host.settle();
    host.store.wipe();
    host.registry.storeReplaced();
    host.settle();
    assertEquals(Set.of(WEB), stored());
  }

  @Test
  void anotherNodesEndpointIsNoneOfOurs() {
    assertThrows(InvalidField.class, () -> host.registry.endpoints().upsert(AWAY));
  }

  @Test
  void anEntryThatCannotBeReadIsRemoved() {
    host.store.commit(
        Txn.of(null, new Txn.Op.Put(NetworkKeys.endpoint(WEB.id()), new byte[] {'x'})));
    host.registry.endpoints().reset(List.of(DB));
    host.settle();
    assertEquals(Set.of(DB), stored());
  }

  /** The other node's agent dies, its endpoints count until they are given up, and come back. */
  @Test
  void aNodeThatIsAwayForAMomentKeepsItsTrafficAndADeadOneDoesNot() throws InterruptedException {
    Catalog catalog = new Catalog();
    Duration grace = Duration.ofSeconds(20);
    CatalogFeed feed =
        new CatalogFeed(
            host.registry,
            catalog,
            new CatalogFeed.Options(Samples.NODE, grace, new Random(1), Milestones.NONE));
    put(AWAY);
    putNode("host2");
    Thread thread = Thread.ofPlatform().start(() -> follow(feed));
    try {
      Patience.until(() -> catalog.snapshot().node("host2") != null);
      Patience.until(() -> counts(catalog));
      host.store.commit(Txn.of(null, new Txn.Op.Delete(Keys.node("host2"))));
      Patience.until(() -> catalog.snapshot().node("host2") == null);
      host.time.advance(grace.minusSeconds(1));
      assertTrue(counts(catalog), "its agent may be back any moment");
      putNode("host2");
      Patience.until(() -> catalog.snapshot().node("host2") != null);
      host.time.advance(grace.plusSeconds(5));
      Patience.until(() -> feed.age().compareTo(Duration.ofSeconds(1)) < 0);
      assertTrue(counts(catalog), "it is back");

      host.store.commit(Txn.of(null, new Txn.Op.Delete(Keys.node("host2"))));
      Patience.until(() -> catalog.snapshot().node("host2") == null);
      host.time.advance(grace.plusSeconds(1));
      Patience.until(() -> !counts(catalog));
      assertEquals(1, host.entries(NetworkKeys.ENDPOINTS).size(), "the address is still its own");
      putNode("host2");
      Patience.until(() -> counts(catalog));
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  private static boolean counts(Catalog catalog) {
    return AWAY.equals(
        catalog.snapshot().networks().endpointAt("backend", IpAddress.parse("10.1.0.70")));
  }

  private void put(NetworkEndpoint endpoint) {
    byte[] value = host.codec.endpoints().encode(endpoint);
    host.store.commit(Txn.of(null, new Txn.Op.Put(NetworkKeys.endpoint(endpoint.id()), value)));
  }

  private void putNode(String name) {
    byte[] value = host.codec.nodes().encode(Samples.node(name, "192.0.2.2"));
    host.store.commit(Txn.of(null, new Txn.Op.Put(Keys.node(name), value)));
  }

  private Set<NetworkEndpoint> stored() {
    Set<NetworkEndpoint> stored = new TreeSet<>(Comparator.comparing(NetworkEndpoint::id));
    for (Store.Entry entry : host.entries(NetworkKeys.ENDPOINTS)) {
      stored.add(host.codec.endpoints().decode(entry.value()));
    }
    return stored;
  }

  private static void follow(CatalogFeed feed) {
    try {
      feed.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
