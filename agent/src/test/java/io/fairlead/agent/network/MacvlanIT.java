package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.network.NetworkLab.Container;
import io.fairlead.agent.network.NetworkLab.Member;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.spi.AttachRefused;
import io.fairlead.testkit.lab.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers that stand in the network of their hosts, on a real kernel. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class MacvlanIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static NetworkLab lab;

  @BeforeAll
  static void open() {
    lab = new NetworkLab();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  private static Network.Options on(String parent) {
    return new Network.Options(0, false, false, true, false, Map.of("parent", parent));
  }

  @Test
  void containersOfTwoHostsStandBesideTheirHostsAndAreLeftAlone() {
    Member h1 = lab.member("h1");
    Member h2 = lab.member("h2");
    Network network = lab.network("lan", "macvlan", "10.77.0.0/24", on("eth0"));
    Container web = h1.join(network, "web", "10.77.0.131/24");
    Container near = h1.join(network, "near", "10.77.0.132/24");
    Container far = h2.join(network, "far", "10.77.0.133/24");
    for (Container other : List.of(near, far)) {
      Await.until(other.address(), SOON, () -> web.pings(other.address(), 1472));
    }
    assertTrue(web.pings("10.77.0.254", 56), "the network's own router");
    assertTrue(web.pings(h2.machine.address(), 56), "another host");
    assertFalse(web.pings(h1.machine.address(), 56), "its own host is not reached: so is macvlan");
    String mac = String.valueOf(web.endpoint().mac());
    assertTrue(web.run("ip", "link", "show", "eth0").output().contains(mac));

    h1.restart();
    Await.until("the new agent has looked", SOON, () -> h1.networks.status().inSync());
    assertFalse(h1.left().contains(": fl"), "and made no link anew");
    assertTrue(web.pings(far.address(), 56), "what runs goes on");

    // An engine brings the link back to its host when a container leaves.
    String link = LinkNames.movedEnd(near.endpoint().id());
    h1.own.remove(near.endpoint().id());
    h1.networks.hostSide().release(near.endpoint());
    near.run("ip", "link", "set", "eth0", "down");
    near.run("ip", "link", "set", "eth0", "name", link);
    near.run("ip", "link", "set", link, "netns", h1.machine.network());
    Await.until("it is removed", SOON, () -> !h1.left().contains(link));
    List.of(web, near, far).forEach(lab::leave);
    for (Member member : List.of(h1, h2)) {
      Await.quiet("nothing is left", SOON, member::left);
    }
  }

  @Test
  void whatTheHostLacksIsNamed() {
    Member h1 = lab.member("h1");
    Network nowhere = lab.network("nowhere", "macvlan", "10.70.0.0/24", on("eth9"));
    assertEquals(
        "this host has no link eth9 for nowhere; make it, or create the network with another"
            + " -o parent=",
        assertThrows(AttachRefused.class, () -> h1.join(nowhere, "a", "10.70.0.2/24"))
            .getMessage());
    if (h1.machine.succeeds("ip", "link", "add", "link", "eth0", "probe", "type", "ipvlan")) {
      h1.machine.exec("ip", "link", "delete", "probe");
      return; // such a kernel lacks nothing
    }
    Network shared = lab.network("shared", "ipvlan", "10.69.0.0/24", on("eth0"));
    String why =
        assertThrows(AttachRefused.class, () -> h1.join(shared, "b", "10.69.0.2/24")).toString();
    assertTrue(why.contains("CONFIG_IPVLAN"), why);
  }
}
