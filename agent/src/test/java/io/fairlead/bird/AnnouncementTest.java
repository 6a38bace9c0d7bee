package io.fairlead.bird;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What routers are told of which networks. */
class AnnouncementTest {
  private static final Network ROUTED = network("routed", "host-gw", Map.of("bgp", "true"));
  private static final List<Block> BLOCKS = List.of(block(ROUTED, "10.60.0.0/26"));

  @Test
  void aBlockIsOneRouteAndAnAddressOutsideAnother() {
    assertEquals(
        new Announcement(prefixes("10.60.0.0/26", "10.60.0.200/32"), prefixes("10.60.0.0/24")),
        Announcement.of(
            List.of(ROUTED),
            List.of(endpoint("a", "10.60.0.2/24"), endpoint("b", "10.60.0.200/24")),
            BLOCKS));
  }

  @Test
  void withoutAContainerNothingIsAnnouncedButRoutesAreLearned() {
    assertEquals(
        new Announcement(List.of(), prefixes("10.60.0.0/24")),
        Announcement.of(List.of(ROUTED), List.of(), BLOCKS));
  }

  @Test
  void blocksOfANetworkThatWasRemovedAndMadeAgainAreNotItsOwn() {
    Block old =
        new Block("routed", ROUTED.id() + 1, IpPrefix.parse("10.60.0.0/26"), "h1", Samples.CAUSE);
    assertEquals(
        prefixes("10.60.0.2/32"),
        Announcement.of(List.of(ROUTED), List.of(endpoint("a", "10.60.0.2/24")), List.of(old))
            .own());
  }

  @Test
  void networksThatDoNotAskAndOtherDataplanesAreLeftOut() {
    for (Network other :
        List.of(
            network("routed", "host-gw", Map.of()),
            network("routed", "host-gw", Map.of("bgp", "no")),
            network("routed", "vxlan", Map.of("bgp", "true")))) {
      assertEquals(
          new Announcement(List.of(), List.of()),
          Announcement.of(List.of(other), List.of(endpoint("a", "10.60.0.2/24")), BLOCKS));
    }
  }

  @Test
  void whoAsksInVainIsToldWhy() {
    assertEquals(
        "routed asks for bgp, and this agent knows no router; start it with --bgp-as and"
            + " --bgp-peer",
        Announcement.doubt(List.of(ROUTED), false));
    assertEquals("", Announcement.doubt(List.of(ROUTED), true));
    assertEquals(
        "routed asks for bgp, which only host-gw does; create it with --dataplane host-gw",
        Announcement.doubt(List.of(network("routed", "vxlan", Map.of("bgp", "true"))), true));
  }

  private static Network network(String name, String dataplane, Map<String, String> more) {
    Network plain = NetworkSamples.network(name, "10.60.0.0/24");
    return new Network(
        name,
        plain.id(),
        dataplane,
        plain.pools(),
        new Network.Options(0, false, false, true, false, more),
        Map.of(),
        plain.cause());
  }

  private static NetworkEndpoint endpoint(String id, String address) {
    return NetworkSamples.endpoint("h1", id, "routed", address);
  }

  private static Block block(Network network, String range) {
    return new Block(network.name(), network.id(), IpPrefix.parse(range), "h1", Samples.CAUSE);
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }
}
