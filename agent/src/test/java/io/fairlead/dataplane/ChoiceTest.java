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
  void severalNodesHaveAWayForEachPair() {
    SiteSamples samples =
        SiteSamples.of("10.7.0.0/24")
            .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
            .beside("h3", "198.51.100.3", "198.51.100.0/24", 1500)
            .beside("h4", "192.0.2.4", "192.0.2.0/24", 1500)
            .other("h2", "db", "10.7.0.9/24")
            .other("h3", "db", "10.7.0.10/24");
    assertEquals(new Choice("auto", "vxlan to h2 and h3"), Choice.of(samples.site("auto")));
    assertEquals(
        new Choice("auto", "host-gw to h2, vxlan to h3"),
        Choice.of(samples.plainly("h2").site("auto")));
  }

  @Test
  void aNetworkThatNobodyElseIsOnHasNoWaysYet() {
    assertEquals(
        new Choice("auto", "no other node has endpoints on it"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .site("auto")));
  }

  @Test
  void whatMustBeEncryptedIsOrIsNotCarried() {
    assertEquals(
        new Choice("wireguard", "it must be encrypted"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .options(true, false, true, false)
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .site("auto")));
  }

  @Test
  void multicastNeedsOneEthernet() {
    assertEquals(
        new Choice("vxlan", "it carries multicast"),
        Choice.of(
            SiteSamples.of("10.7.0.0/24")
                .options(false, false, true, true)
                .beside("h2", "192.0.2.2", "192.0.2.0/24", 1500)
                .site("auto")));
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertEquals(
        new Choice("vxlan", "asked for"), Choice.of(SiteSamples.of("10.7.0.0/24").site("vxlan")));
  }
}
