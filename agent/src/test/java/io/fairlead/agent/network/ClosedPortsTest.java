package io.fairlead.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.dataplane.bridge.BridgeDataplane;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosedPortsTest {
  private static final Network NETWORK = NetworkSamples.network("backend", "10.1.0.0/24");

  private final NetworkEndpoint web =
      NetworkSamples.endpoint("host1", "web", "backend", "10.1.0.2/24");
  private final NetworkEndpoint db =
      NetworkSamples.endpoint("host1", "db", "backend", "10.1.0.3/24");
  private final Site site =
      new Site(
          NETWORK,
          new Peer("host1", IpAddress.parse("192.0.2.1"), IpPrefix.parse("192.0.2.0/24"), 1500),
          "eth0",
          List.of(web, db),
          List.of(),
          Map.of(),
          Set.of());

  @Test
  void ofAClosedEndpointThePortIsOffAndNothingElseIsOther() {
    Dataplane open = new BridgeDataplane();
    Dataplane closing = new ClosedPorts(open, db::equals);
    List<HostItem> others = new ArrayList<>(closing.plan(site).items());
    List<HostItem> before = new ArrayList<>(open.plan(site).items());
    others.removeIf(before::remove);
    assertEquals(1, others.size());
    assertEquals(1, before.size());
    assertEquals(((LinkState) before.getFirst()).down(), others.getFirst());
    assertTrue(closing.doubts(site).getFirst().startsWith("db is closed"));
  }

  @Test
  void whereNothingIsClosedAllIsAsItWas() {
    Dataplane open = new BridgeDataplane();
    Dataplane closing = new ClosedPorts(open, endpoint -> false);
    assertEquals(open.plan(site), closing.plan(site));
    assertEquals(open.doubts(site), closing.doubts(site));
    assertEquals(open.requires(), closing.requires());
    assertEquals(open.type(), closing.type());
  }
}
