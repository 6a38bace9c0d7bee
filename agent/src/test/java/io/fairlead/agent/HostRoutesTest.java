package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.model.IpPrefix;
import org.junit.jupiter.api.Test;

/** The kernel's tables of routes, as /proc shows them. */
class HostRoutesTest {
  @Test
  void aRouteIsReadInTheMachinesOrder() {
    assertEquals(
        IpPrefix.parse("172.17.0.0/16"),
        HostRoutes.v4("docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0"));
    assertEquals(
        IpPrefix.parse("10.1.2.0/24"),
        HostRoutes.v4("eth0 0002010A 0102010A 0003 0 0 0 00FFFFFF 0 0 0"));
    assertNull(HostRoutes.v4("flb1 0000050A 00000000 0001 0 0 0 0000FFFF 0 0 0"), "our own");
  }

  @Test
  void anIpv6RouteIsRead() {
    assertEquals(
        IpPrefix.parse("fd00:1::/64"),
        HostRoutes.v6(
            "fd000001000000000000000000000000 40 00000000000000000000000000000000 00"
                + " 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0"));
    assertNull(
        HostRoutes.v6(
            "fe800000000000000000000000000000 40 00000000000000000000000000000000 00"
                + " 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0"),
        "every link has it");
  }
}
