package io.fairlead.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.dataplane.ipvlan.IpvlanDataplane;
import io.fairlead.dataplane.macvlan.MacvlanDataplane;
import io.fairlead.reconcile.Differences;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HandedLink;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.testkit.kernel.HostText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a host should have where containers stand on one of its own links. */
class FootingPlanTest {
  private final MacvlanDataplane macvlan = new MacvlanDataplane();
  private final IpvlanDataplane ipvlan = new IpvlanDataplane();

  private static SiteSamples lan() {
    return SiteSamples.of("192.0.2.0/24").own("web", "192.0.2.130/24");
  }

  @Test
  void eachContainerGetsALinkOfItsOwnAndTheHostNothingElse() {
    Site site = lan().on(Map.of("parent", "eth1"), "eth1").site("macvlan");
    assertEquals(
        """
        link macvlan flp2f0039cd241d mac 02:42:c0:00:02:82 on eth1 down, handed over
        """,
        HostText.of(macvlan.plan(site)));
    assertEquals(List.of(), macvlan.doubts(site));
    assertEquals("192.0.2.1", "" + macvlan.face(site, site.own().getFirst()).gateway());
  }

  @Test
  void aVlanIsMadeWhereTheHostHasNone() {
    Map<String, String> options = Map.of("parent", "eth1.20", "macvlan_mode", "private");
    assertEquals(
        """
        link vlan flv15447a7421e8 on eth1 up
        link macvlan flp2f0039cd241d mac 02:42:c0:00:02:82 on flv15447a7421e8 down, handed over
        """,
        HostText.of(macvlan.plan(lan().on(options, "eth1").site("macvlan"))));
    assertEquals(
        """
        link macvlan flp2f0039cd241d mac 02:42:c0:00:02:82 on eth1.20 down, handed over
        """,
        HostText.of(macvlan.plan(lan().on(options, "eth1", "eth1.20").site("macvlan"))),
        "and the host's own is taken where it has one");
  }

  @Test
  void theVlanGoesWithTheLastContainer() {
    Site site = lan().on(Map.of("parent", "eth1.20"), "eth1").site("macvlan");
    assertEquals(HostState.EMPTY, macvlan.plan(site.alone(List.of())));
  }

  @Test
  void whatWasHandedOverIsNeitherMissedNorTakenWhileItIsWanted() {
    HostState plan = macvlan.plan(lan().on(Map.of("parent", "eth1"), "eth1").site("macvlan"));
    assertEquals(List.of(), Differences.between(HostState.EMPTY, plan), "it is in its sandbox");
    HandedLink handed = plan.all(HandedLink.class).getFirst();
    HostState back = HostState.of(handed.made());
    assertEquals(List.of(), Differences.between(back, plan), "it is on its way");
    assertEquals(
        List.of(new Op.Delete(handed.made())),
        Differences.between(back, HostState.EMPTY),
        "it came back, and nobody wants it");
  }

  @Test
  void withoutALinkToStandOnItSaysWhatToDo() {
    assertEquals(
        List.of(
            "macvlan stands on a link of the host, and backend names none; create it with"
                + " -o parent=eth0"),
        macvlan.doubts(lan().site("macvlan")));
    Site elsewhere = lan().on(Map.of("parent", "eth7", "mode", "loud"), "eth1").site("macvlan");
    assertEquals(HostState.EMPTY, macvlan.plan(elsewhere));
    assertEquals(
        List.of(
            "this host has no link eth7 for backend; make it, or create the network with another"
                + " -o parent=",
            "macvlan has no mode 'loud'; use -o mode=bridge, private, vepa or passthru"),
        macvlan.doubts(elsewhere));
  }

  @Test
  void whatMustBeEncryptedIsNotCarried() {
    Site site = lan().options(true, false, true, false).site("macvlan");
    assertEquals(HostState.EMPTY, macvlan.plan(site));
    assertEquals(true, macvlan.doubts(site).getFirst().contains("does not encrypt"));
  }

  /** No kernel here makes such links: this is as far as it was tried. */
  @Test
  void ipvlanAsAPlanOnly() {
    Site l2 = lan().on(Map.of("parent", "eth1"), "eth1").site("ipvlan");
    assertEquals(
        """
        link ipvlan flp2f0039cd241d mac 02:42:c0:00:02:82 on eth1 down, handed over
        """,
        HostText.of(ipvlan.plan(l2)),
        "an endpoint of such a network has no hardware address in truth");
    assertEquals("192.0.2.1", "" + ipvlan.face(l2, l2.own().getFirst()).gateway());
    Site l3 = lan().on(Map.of("parent", "eth1", "ipvlan_mode", "l3"), "eth1").site("ipvlan");
    assertEquals(
        "[Route[destination=0.0.0.0/0, via=null]]",
        ipvlan.face(l3, l3.own().getFirst()).routes().toString());
    assertEquals(null, ipvlan.face(l3, l3.own().getFirst()).gateway());
    Site none = lan().on(Map.of("parent", "eth1", "mode", "l4"), "eth1").site("ipvlan");
    assertEquals(
        List.of("ipvlan has no mode 'l4'; use -o mode=l2, l3 or l3s"), ipvlan.doubts(none));
  }
}
