package io.fairlead.linux.rtnetlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.testkit.time.Patience;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.ForwardingMessage;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkChange;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkKind.IpvlanMode;
import io.fairlead.wire.netlink.LinkKind.IpvlanReach;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.LinkSpec;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.Request;
import io.fairlead.wire.netlink.RouteKind;
import io.fairlead.wire.netlink.RouteMessage;
import io.fairlead.wire.netlink.RuleMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests, lists, changes and refusals, with iproute2 as an independent reader. */
class RtnetlinkIT extends RtnetlinkCase {
  private static final HardwareAddress MAC = HardwareAddress.parse("02:42:0a:07:00:09");

  @Test
  void aVxlanForwardsToThoseItWasToldOf() {
    LinkKind vxlan = new LinkKind.Vxlan(7, IpAddress.parse("10.0.0.1"), 4789, false, true);
    int bridge = bridge("flb7");
    kernel.run(LinkSpec.of("flx7", vxlan).withMtu(1450).under(bridge).create());
    int index = index("flx7");
    ForwardingMessage one = ForwardingMessage.remote(index, MAC, IpAddress.parse("10.0.0.2"));
    ForwardingMessage rest =
        ForwardingMessage.remote(index, HardwareAddress.ZERO, IpAddress.parse("10.0.0.3"));
    kernel.run(
        one.put(),
        rest.append(),
        ForwardingMessage.remote(index, HardwareAddress.ZERO, IpAddress.parse("10.0.0.4")).append(),
        ForwardingMessage.behind(index, MAC, true).put());

    assertEquals(vxlan, link("flx7").kind());
    List<Map<String, Object>> shown = Ground.show("bridge", host, "fdb", "show", "dev", "flx7");
    assertTrue(
        shown.stream()
            .anyMatch(
                entry ->
                    MAC.toString().equals(entry.get("mac")) && "10.0.0.2".equals(entry.get("dst"))),
        shown.toString());
    assertEquals(
        List.of("10.0.0.3", "10.0.0.4"),
        shown.stream()
            .filter(entry -> "00:00:00:00:00:00".equals(entry.get("mac")))
            .map(entry -> String.valueOf(entry.get("dst")))
            .sorted()
            .toList());
    List<ForwardingMessage> listed = kernel.list(ForwardingMessage.dump());
    assertTrue(listed.contains(one) && listed.contains(rest), listed.toString());

    kernel.run(one.put()); // again: nothing changes
    kernel.run(ForwardingMessage.remote(index, MAC, IpAddress.parse("10.0.0.5")).put());
    kernel.run(rest.delete());
    List<ForwardingMessage> moved = kernel.list(ForwardingMessage.dump());
    assertFalse(moved.contains(one) || moved.contains(rest), moved.toString());
  }

  @Test
  void routesOfOneProtocolAreListedAlone() {
    int bridge = bridge("flb1");
    kernel.run(AddressMessage.of(bridge, IpPrefix.parse("10.7.0.1/24"), 0).put());
    kernel.run(
        AddressMessage.of(bridge, IpPrefix.parse("fd00::1/64"), AddressMessage.NO_DAD).put());
    Ground.ip(host, "route", "add", "10.99.0.0/16", "via", "10.7.0.3");
    RouteMessage via =
        route("10.8.0.0/16", RouteKind.UNICAST, IpAddress.parse("10.7.0.2"), bridge, 1300);
    RouteMessage onlink =
        new RouteMessage(
            IpPrefix.parse("10.10.0.0/16"),
            RouteKind.UNICAST,
            1000,
            102,
            5,
            IpAddress.parse("192.0.2.1"),
            bridge,
            true,
            0,
            IpAddress.parse("10.7.0.1"));
    RouteMessage hole = route("10.9.0.0/16", RouteKind.BLACKHOLE, null, 0, 0);
    RouteMessage link = route("10.11.0.0/24", RouteKind.UNICAST, null, bridge, 0);
    kernel.run(via.put(), onlink.put(), hole.put(), link.put(), via.put());
    RouteMessage six = route("fd01::/64", RouteKind.UNICAST, IpAddress.parse("fd00::2"), bridge, 0);
    kernel.run(six.put());

    List<RouteMessage> ours = new ArrayList<>(kernel.list(RouteMessage.dump(2, 102)));
    assertEquals(4, ours.size(), ours.toString());
    assertTrue(ours.containsAll(List.of(via, onlink, hole, link)), ours.toString());
    assertEquals(1, kernel.list(RouteMessage.dump(10, 102)).size());
    Map<String, Object> shown =
        Ground.the(Ground.show("ip", host, "route", "show", "proto", "102"), "dst", "10.8.0.0/16");
    assertEquals("10.7.0.2", shown.get("gateway"));
    kernel.run(via.delete(), onlink.delete(), hole.delete(), link.delete(), six.delete());
    assertEquals(List.of(), kernel.list(RouteMessage.dump(2, 102)));
    assertEquals(List.of(), kernel.list(RouteMessage.dump(10, 102)));
  }

  @Test
  void rules() {
    RuleMessage rule =
        new RuleMessage(
            false, 1000, IpPrefix.parse("10.7.0.0/24"), null, 0x66, 0xff, "flb1", null, 1000, 102);
    RuleMessage six =
        new RuleMessage(
            true, 1001, null, IpPrefix.parse("fd00::/64"), 0, 0, null, "flb1", 2000, 102);
    kernel.run(rule.create(), six.create());
    assertTrue(kernel.list(RuleMessage.dump(2)).contains(rule));
    assertTrue(kernel.list(RuleMessage.dump(10)).contains(six));
    Map<String, Object> shown =
        Ground.the(Ground.show("ip", host, "rule", "show"), "priority", 1000L);
    assertEquals("10.7.0.0", shown.get("src"));
    assertEquals("0x66", shown.get("fwmark"));
    assertEquals(Errno.EEXIST, refusal(rule.create()).errno());
    kernel.run(rule.delete(), six.delete());
    assertFalse(kernel.list(RuleMessage.dump(2)).contains(rule));
  }

  @Test
  void eachRequestOfManyIsAnsweredForItself() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      // Every third is there already.
      requests.add(LinkSpec.of("flb" + (i - i % 3 / 2), new LinkKind.Bridge()).down().create());
    }
    List<@Nullable Refusal> refusals = kernel.tryAll(requests);
    assertEquals(300, refusals.size());
    for (int i = 0; i < 300; i++) {
      Refusal refusal = refusals.get(i);
      assertEquals(i % 3 == 2, refusal != null && refusal.exists(), "request " + i);
    }
    assertEquals(200, kernel.list(LinkMessage.dump()).size() - 1);
  }

  @Test
  void refusalsSayWhatToDo() {
    int bridge = bridge("flb1");
    Request again = LinkSpec.of("flb1", new LinkKind.Bridge()).create();
    assertTrue(refusal(again).text().contains("there is one already"), refusal(again).text());

    Refusal missing = refusal(LinkMessage.delete("flnone"));
    assertTrue(missing.absent());
    assertTrue(missing.text().startsWith("cannot delete link flnone: "), missing.text());
    assertTrue(missing.text().contains("there is no such link"), missing.text());

    Refusal ipvlan =
        refusal(
            LinkSpec.of("fli1", new LinkKind.Ipvlan(IpvlanMode.L2, IpvlanReach.BRIDGE))
                .on(bridge)
                .create());
    assertTrue(
        ipvlan.errno() != Errno.EOPNOTSUPP || ipvlan.text().contains("this kernel has no ipvlan"),
        ipvlan.text());
    Refusal none = refusal(LinkSpec.of("flz1", new LinkKind.Other("flkind")).create());
    assertTrue(none.text().contains("this kernel has no flkind"), none.text());

    Refusal unreachable =
        refusal(
            route("10.8.0.0/16", RouteKind.UNICAST, IpAddress.parse("203.0.113.1"), 0, 0).put());
    assertTrue(unreachable.text().contains("next hop"), unreachable.text());

    NetlinkException thrown =
        assertThrows(NetlinkException.class, () -> kernel.run(LinkMessage.delete("flnone")));
    assertEquals(thrown.getMessage(), thrown.refusal().text());
  }

  @Test
  void aLinkIsRenamedAndMovedToAnotherNamespace() {
    Path elsewhere = ground.pin();
    NetworkNamespace target = ground.open(elsewhere);
    kernel.run(
        LinkSpec.of("flv1", new LinkKind.Veth())
            .down()
            .withPeer(new LinkSpec.Peer("flp1", null, -1))
            .create());
    kernel.run(
        LinkChange.of(
            index("flp1"),
            "flp1",
            List.of(new LinkChange.Namespace(target.file()), new LinkChange.Name("eth7"))));
    assertEquals(
        "eth7", Ground.show("ip", elsewhere, "link", "show", "eth7").getFirst().get("ifname"));
    assertTrue(link("flv1").parentNamespace() >= 0, link("flv1").toString());
  }

  @Test
  void listsAreWholeWhileOthersChangeThings() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      bridge("flb" + i);
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Rtnetlink beside = Rtnetlink.open(hostNamespace)) {
                    while (!stop.get()) {
                      beside.run(LinkSpec.of("beside", new LinkKind.Bridge()).down().create());
                      beside.run(LinkMessage.delete("beside"));
                    }
                  }
                });
    try {
      for (int i = 0; i < 100; i++) {
        long ours =
            kernel.list(LinkMessage.dump()).stream()
                .filter(link -> link.name().startsWith("flb"))
                .count();
        assertEquals(50, ours);
      }
    } finally {
      stop.set(true);
      other.join();
    }
  }

  @Test
  void changesAreHeardOf() throws InterruptedException {
    AtomicInteger heard = new AtomicInteger();
    int[] groups = {LinkMessage.CHANGES, RouteMessage.CHANGES};
    try (NetlinkEvents _ =
        NetlinkEvents.open(
            hostNamespace,
            groups,
            message -> message.type() == LinkMessage.DELETE,
            heard::incrementAndGet)) {
      bridge("flb1");
      Ground.ip(host, "link", "del", "flb1");
      Patience.until(() -> heard.get() > 0);
    }
    int atEnd = heard.get();
    bridge("flb2");
    Ground.ip(host, "link", "del", "flb2");
    assertEquals(atEnd, heard.get());
  }

  private Refusal refusal(Request request) {
    Refusal refusal = kernel.tryAll(List.of(request)).getFirst();
    if (refusal == null) {
      throw new AssertionError(request.what() + " was not refused");
    }
    return refusal;
  }

  private static RouteMessage route(
      String to, RouteKind kind, @Nullable IpAddress via, int index, int mtu) {
    return new RouteMessage(
        IpPrefix.parse(to), kind, RouteMessage.MAIN, 102, 0, via, index, false, mtu, null);
  }
}
