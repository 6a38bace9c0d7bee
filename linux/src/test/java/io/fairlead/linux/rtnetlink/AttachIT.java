package io.fairlead.linux.rtnetlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkChange;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.LinkSpec;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.PortOptions;
import io.fairlead.wire.netlink.RouteKind;
import io.fairlead.wire.netlink.RouteMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A container is attached to a bridge as a driver would do it, and iproute2 looks at it. */
class AttachIT extends RtnetlinkCase {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:02");

  @Test
  void aContainerOnABridgeReachesItsHost() {
    Path container = ground.pin();
    int bridge = bridge("flb1");
    kernel.run(AddressMessage.of(bridge, IpPrefix.parse("10.7.0.1/24"), 0).put());
    attach(container, bridge, "flv1", IpPrefix.parse("10.7.0.2/24"), MAC);

    List<Map<String, Object>> links = Ground.show("ip", host, "link", "show");
    Map<String, Object> port = Ground.the(links, "ifname", "flv1");
    assertEquals("flb1", port.get("master"));
    assertEquals(1400L, port.get("mtu"));
    assertEquals("web of shop", port.get("ifalias"));
    assertEquals("UP", port.get("operstate"));

    List<Map<String, Object>> inside = Ground.show("ip", container, "addr", "show");
    Map<String, Object> eth0 = Ground.the(inside, "ifname", "eth0");
    assertEquals(MAC.toString(), eth0.get("address"));
    assertEquals(1400L, eth0.get("mtu"));
    Map<String, Object> route =
        Ground.the(Ground.show("ip", container, "route", "show"), "dst", "default");
    assertEquals("10.7.0.1", route.get("gateway"));
    Ground.inside(container, "/bin/busybox", "ping", "-c", "1", "-W", "5", "10.7.0.1");

    LinkMessage seen = link("flv1");
    assertEquals(new LinkKind.Veth(), seen.kind());
    assertEquals(bridge, seen.master());
    assertEquals("web of shop", seen.alias());
  }

  @Test
  void detachingIsDeletingTheHostsEnd() {
    Path container = ground.pin();
    attach(container, bridge("flb1"), "flv1", IpPrefix.parse("10.7.0.2/24"), MAC);
    kernel.run(LinkMessage.delete("flv1"));
    assertNull(kernel.link("flv1"));
    assertEquals(1, Ground.show("ip", container, "link", "show").size(), "only lo is left");
  }

  @Test
  void manyAreDeletedAtOnceByTheirGroup() {
    for (int i = 0; i < 20; i++) {
      kernel.run(
          LinkSpec.of("flv" + i, new LinkKind.Veth())
              .inGroup(777)
              .withPeer(new LinkSpec.Peer("flp" + i, null, -1))
              .create());
    }
    kernel.run(LinkMessage.deleteGroup(777));
    assertEquals(1, kernel.list(LinkMessage.dump()).size(), "only lo is left");
  }

  @Test
  void aPortIsIsolatedAndAnswersForItsNeighbours() {
    int bridge = bridge("flb1");
    attach(ground.pin(), bridge, "flv1", IpPrefix.parse("10.7.0.2/24"), MAC);
    PortOptions options = new PortOptions(true, true, false, false, true);
    kernel.run(LinkChange.of(index("flv1"), "flv1", List.of(new LinkChange.Port(options))));
    assertEquals(options, link("flv1").port());
    Map<String, Object> shown =
        Ground.the(Ground.show("bridge", host, "link", "show"), "ifname", "flv1");
    assertEquals(true, shown.get("isolated"));
    assertEquals(true, shown.get("neigh_suppress"));
    assertEquals(false, shown.get("learning"));
    assertEquals(true, shown.get("hairpin"));
  }

  @Test
  void neighboursForGoodAndProxied() {
    int bridge = bridge("flb1");
    IpAddress known = IpAddress.parse("10.7.0.9");
    IpAddress known6 = IpAddress.parse("fd00::9");
    IpAddress proxied = IpAddress.parse("10.7.0.10");
    kernel.run(
        NeighbourMessage.permanent(bridge, known, MAC).put(),
        NeighbourMessage.permanent(bridge, known6, MAC).put(),
        NeighbourMessage.proxy(bridge, proxied).put());
    Map<String, Object> shown =
        Ground.the(Ground.show("ip", host, "neigh", "show"), "dst", "10.7.0.9");
    assertEquals(MAC.toString(), shown.get("lladdr"));
    assertEquals(List.of("PERMANENT"), shown.get("state"));
    assertEquals(
        "10.7.0.10", Ground.show("ip", host, "neigh", "show", "proxy").getFirst().get("dst"));
    assertEquals(
        List.of(NeighbourMessage.proxy(bridge, proxied)),
        kernel.list(NeighbourMessage.dumpProxies(2)));
    assertEquals(
        NeighbourMessage.permanent(bridge, known6, MAC),
        kernel.list(NeighbourMessage.dump(10)).stream()
            .filter(neighbour -> neighbour.address().equals(known6))
            .findFirst()
            .orElseThrow());
    kernel.run(
        NeighbourMessage.permanent(bridge, known, MAC).delete(),
        NeighbourMessage.proxy(bridge, proxied).delete());
    assertEquals(List.of(), kernel.list(NeighbourMessage.dumpProxies(2)));
  }

  private final Buffers buffers = new Buffers();

  /** Says how long it takes; asserts only that all are there. */
  @Test
  void attachingManyOneByOne() {
    int rounds = 250;
    Path[] containers = new Path[10];
    Arrays.setAll(containers, i -> ground.pin());
    int bridge = bridge("flb1");
    long[] micros = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      attach(
          containers[i % containers.length],
          bridge,
          "flv" + i,
          IpPrefix.parse("10.7." + i % 256 + ".2/24"),
          new HardwareAddress(MAC.bits() + i));
      micros[i] = (System.nanoTime() - start) / 1000;
      if (i >= containers.length - 1) {
        kernel.run(LinkMessage.delete("flv" + (i - containers.length + 1)));
      }
    }
    long first = micros[0];
    long[] warm = Arrays.copyOfRange(micros, rounds / 2, rounds);
    Arrays.sort(warm);
    System.out.println(
        "attach: first "
            + first
            + " us, then p50 "
            + warm[warm.length / 2]
            + " us, most "
            + warm[warm.length - 1]
            + " us");
    assertNotNull(kernel.link("flv" + (rounds - 1)));
  }

  private void attach(
      Path container, int bridge, String name, IpPrefix address, HardwareAddress mac) {
    try (NetworkNamespace sandbox = NetworkNamespace.open(container)) {
      kernel.run(
          LinkSpec.of(name, new LinkKind.Veth())
              .withMtu(1400)
              .under(bridge)
              .withPeer(new LinkSpec.Peer("eth0", mac, sandbox.file()))
              .create(),
          LinkChange.of(name, List.of(new LinkChange.Alias("web of shop"))));
      try (Rtnetlink inside = Rtnetlink.open(sandbox, buffers)) {
        int eth0 = Objects.requireNonNull(inside.link("eth0")).index();
        IpAddress gateway = IpAddress.v4((int) address.address().low() - 1);
        inside.run(
            LinkChange.of("lo", List.of(new LinkChange.Up(true))),
            LinkChange.of(eth0, "eth0", List.of(new LinkChange.Up(true))),
            AddressMessage.of(eth0, address, 0).put(),
            new RouteMessage(
                    IpPrefix.parse("0.0.0.0/0"),
                    RouteKind.UNICAST,
                    RouteMessage.MAIN,
                    102,
                    0,
                    gateway,
                    eth0,
                    false,
                    0,
                    null)
                .put());
      }
    }
  }
}
