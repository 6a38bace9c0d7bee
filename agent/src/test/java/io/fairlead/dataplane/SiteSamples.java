package io.fairlead.dataplane;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.testkit.catalog.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Sites to plan for, put together step by step. */
final class SiteSamples {
  private final List<Pool> pools = new ArrayList<>();
  private final List<NetworkEndpoint> own = new ArrayList<>();
  private final List<NetworkEndpoint> others = new ArrayList<>();
  private final Map<String, Peer> peers = new HashMap<>();
  private final Set<String> links = new HashSet<>();
  private final Map<String, Way> ways = new HashMap<>();
  private Network.Options options = Network.Options.USUAL;
  private Peer self = peer("h1", "192.0.2.1", "192.0.2.0/24", 1500);

  /** A network 7, named {@code backend}, on node {@code h1} at 192.0.2.1. */
  static SiteSamples of(String... subnets) {
    SiteSamples samples = new SiteSamples();
    Stream.of(subnets).map(subnet -> Pool.of(IpPrefix.parse(subnet))).forEach(samples.pools::add);
    return samples;
  }

  /** A key of 32 octets that are all this one. */
  static PublicKey key(int octet) {
    byte[] octets = new byte[32];
    Arrays.fill(octets, (byte) octet);
    return PublicKey.of(octets);
  }

  /** With a key and a fingerprint for each node: 1 for this one, then as they came. */
  SiteSamples withKeys() {
    self = self.withKey(key(1)).withFingerprint(key(1));
    int next = 2;
    for (String node : new TreeSet<>(peers.keySet())) {
      int octet = next++;
      peers.computeIfPresent(
          node, (name, peer) -> peer.withKey(key(octet)).withFingerprint(key(octet)));
    }
    return this;
  }

  static Peer peer(String node, String address, String subnet, int mtu) {
    return new Peer(node, IpAddress.parse(address), IpPrefix.parse(subnet), mtu);
  }

  SiteSamples at(Peer other) {
    self = other;
    return this;
  }

  SiteSamples beside(String node, String address, String subnet, int mtu) {
    peers.put(node, peer(node, address, subnet, mtu));
    return this;
  }

  /** Plain packets pass to these nodes. */
  SiteSamples plainly(String... nodes) {
    List.of(nodes).forEach(node -> ways.put(node, new Way(Way.Kind.ROUTE, "1500 bytes pass")));
    return this;
  }

  SiteSamples options(boolean encrypted, boolean internal, boolean icc, boolean multicast) {
    options = new Network.Options(0, encrypted, internal, icc, multicast, Map.of());
    return this;
  }

  SiteSamples mtu(int mtu) {
    options = new Network.Options(mtu, false, false, true, false, Map.of());
    return this;
  }

  /** With these options of the dataplane's own, on a host that has these links. */
  SiteSamples on(Map<String, String> more, String... hosts) {
    options = new Network.Options(0, false, false, true, false, more);
    links.addAll(List.of(hosts));
    return this;
  }

  SiteSamples own(String id, String... addresses) {
    own.add(endpoint("h1", id, NetworkEndpoint.State.JOINED, addresses));
    return this;
  }

  /** With an endpoint whose container has these labels. */
  SiteSamples own(String id, Map<String, String> labels, String... addresses) {
    NetworkEndpoint plain = endpoint("h1", id, NetworkEndpoint.State.JOINED, addresses);
    own.add(
        new NetworkEndpoint(
            plain.id(),
            plain.network(),
            plain.mac(),
            plain.v4(),
            plain.v6(),
            new NetworkEndpoint.Attached(id, "id-" + id, List.of(), labels),
            plain.ports(),
            plain.state(),
            plain.cause()));
    return this;
  }

  SiteSamples created(String id, String... addresses) {
    own.add(endpoint("h1", id, NetworkEndpoint.State.CREATED, addresses));
    return this;
  }

  SiteSamples other(String node, String id, String... addresses) {
    others.add(endpoint(node, id, NetworkEndpoint.State.JOINED, addresses));
    return this;
  }

  private static NetworkEndpoint endpoint(
      String node, String id, NetworkEndpoint.State state, String... addresses) {
    IpPrefix v4 = null;
    IpPrefix v6 = null;
    for (String address : addresses) {
      IpPrefix prefix = IpPrefix.parse(address);
      v4 = prefix.address().isV6() ? v4 : prefix;
      v6 = prefix.address().isV6() ? prefix : v6;
    }
    IpPrefix first = v4 == null ? v6 : v4;
    return new NetworkEndpoint(
        new EndpointId(node, id),
        "backend",
        first == null ? null : new Mac(0x0242_0000_0000L | (first.address().low() & 0xffff_ffffL)),
        v4,
        v6,
        NetworkEndpoint.Attached.UNKNOWN,
        List.of(),
        state,
        Samples.CAUSE);
  }

  Network network(String dataplane) {
    return new Network("backend", 7, dataplane, pools, options, Map.of(), Samples.CAUSE);
  }

  Site site(String dataplane) {
    return new Site(network(dataplane), self, "eth0", own, others, peers, links, ways);
  }
}
