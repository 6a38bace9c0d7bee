package io.fairlead.ipam;

import static io.fairlead.testkit.catalog.NetworkSamples.block;
import static io.fairlead.testkit.catalog.NetworkSamples.endpoint;
import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Holdings.Finding;
import io.fairlead.testkit.catalog.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network backend is 10.1.0.0/24 in blocks of /27; this node is host1. */
class FsckTest {
  private static final NetworkEndpoint WEB = endpoint("host1", "web", "backend", "10.1.0.5/24");
  private static final NetworkEndpoint DB = endpoint("host2", "db", "backend", "10.1.0.40/24");
  private static final Block ONE = block("backend", "10.1.0.0/27", "host1");
  private static final Block TWO = block("backend", "10.1.0.32/27", "host2");
  private static final Entry GIVEN = given("10.1.0.5");

  private List<Block> blocks = List.of(ONE, TWO);
  private List<Loan> loans = List.of();
  private List<NetworkEndpoint> endpoints = List.of(WEB, DB);
  private List<Entry> entries = List.of(GIVEN);
  private List<String> present = List.of("host1", "host2");

  @Test
  void whereAllIsWellNothingIsFound() {
    assertEquals(List.of(), found());
  }

  @Test
  void anAddressThatTwoHave() {
    endpoints = List.of(WEB, DB, endpoint("host2", "other", "backend", "10.1.0.5/24"));
    finds("10.1.0.5", "is held by host1/web and by host2/other", "restart");
  }

  @Test
  void anAddressInAnothersBlockUnlessItIsLent() {
    endpoints = List.of(WEB, DB, endpoint("host1", "other", "backend", "10.1.0.41/24"));
    entries = List.of(GIVEN, given("10.1.0.41"));
    finds("10.1.0.41", "its block is node host2's", "restart");
    loans = List.of(new Loan("backend", IpAddress.parse("10.1.0.41"), "host1", "", Samples.AT));
    assertEquals(List.of(), found());
  }

  @Test
  void anAddressInABlockOfNobody() {
    blocks = List.of(ONE);
    finds("10.1.0.40", "its block is nobody's", "start the agent of node host2");
  }

  @Test
  void anAddressThatNoPoolGives() {
    endpoints = List.of(WEB, DB, endpoint("host2", "gw", "backend", "10.1.0.1/24"));
    finds("10.1.0.1", "no pool of network backend gives it", "restart");
  }

  @Test
  void anEndpointOfANetworkThatIsGone() {
    endpoints = List.of(WEB, DB, endpoint("host2", "x", "gone", "10.9.0.5/24"));
    finds("10.9.0.5", "on network gone, which is not there", "create the network");
  }

  @Test
  void anAddressThatIsGivenToNobodyAnyMore() {
    entries = List.of(GIVEN, given("10.1.0.9"));
    finds("10.1.0.9", "no endpoint of this node has it", "restart the agent of this node");
  }

  @Test
  void anEndpointWhoseAddressWasNeverGiven() {
    entries = List.of();
    finds("10.1.0.5", "was not given to it", "restart the agent of this node");
  }

  @Test
  void aBlockOfANodeThatIsAway() {
    present = List.of("host1");
    finds("10.1.0.32/27", "held by node host2, which is away", "node remove host2");
  }

  @Test
  void aBlockOfANetworkThatWasRemovedOrMadeAgain() {
    blocks = List.of(ONE, TWO, block("gone", "10.7.0.0/27", "host1"));
    finds("10.7.0.0/27", "of network gone, which was removed", "removes it");
  }

  @Test
  void blocksThatAreNoneOfThePoolAndOverlap() {
    blocks = List.of(ONE, TWO, block("backend", "10.1.0.32/28", "host1"));
    finds("10.1.0.32/28", "is no block of a pool", "remove the network");
    finds("10.1.0.32/28", "overlaps the block 10.1.0.32/27 of node host2", "remove one");
  }

  private void finds(String subject, String what, String mend) {
    assertTrue(
        found().stream()
            .anyMatch(
                one ->
                    one.subject().equals(subject)
                        && one.what().contains(what)
                        && one.mend().contains(mend)),
        () -> found().toString());
  }

  private List<Finding> found() {
    return Fsck.of(
        new Fsck.Facts(
            "host1",
            List.of(network("backend", "10.1.0.0/24")),
            blocks,
            loans,
            endpoints,
            entries,
            present::contains));
  }

  private static Entry given(String address) {
    return Entry.given("backend", IpAddress.parse(address), "e", "", Samples.AT);
  }
}
