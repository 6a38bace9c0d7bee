package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which dataplane {@code auto} means. */
class ChoiceTest {
  @Test
  void oneNodeNeedsABridge() {
    assertEquals(
        new Choice("bridge", "there is one node"),
        Choice.of(SiteSamples.of("10.7.0.0/24").site("auto")));
  }

  @Test
  void nodesOfOneSubnetNeedRoutesOnly() {
    assertEquals(
        new Choice("host-gw", "all 3 nodes are on 192.0.2.0/24"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .beside("h3", "192.0.2.3", "192.0.2.0/24", 1500)
                .site("auto")));
  }

  @Test
  void oneNodeElsewhereIsEnoughForUdp() {
    assertEquals(
        new Choice("vxlan", "h2 and h3 are not known to share a subnet"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
                .site("auto")));
  }

  @Test
  void bothFamiliesOverOneNeedUdp() {
    assertEquals(
        "vxlan",
        Choice.of(
                SiteSamples.of("10.7.0.0/24", "fd00:7::/64")
                    .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                    .site("auto"))
            .type());
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertEquals(
        new Choice("vxlan", "asked for"), Choice.of(SiteSamples.of("10.7.0.0/24").site("vxlan")));
  }
}
