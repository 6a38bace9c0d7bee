package io.fairlead.policy;

import io.fairlead.model.Cause;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks and endpoints to plan policy for. */
final class PolicySamples {
  private static final Cause CAUSE = new Cause(Instant.EPOCH, "a test");

  private PolicySamples() {}

  static Network network(Map<String, String> more) {
    return new Network(
        "backend",
        7,
        "vxlan",
        List.of(Pool.of(IpPrefix.parse("10.1.0.0/24"))),
        new Network.Options(0, false, false, true, false, more),
        Map.of(),
        CAUSE);
  }

  static Map<String, String> map(String... pairs) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return labels;
  }

  static NetworkEndpoint endpoint(
      String name, String address, List<String> aliases, Map<String, String> labels) {
    return endpoint(
        name, address, new NetworkEndpoint.Attached(name, "id-" + name, aliases, labels));
  }

  static NetworkEndpoint unknown(String address) {
    return endpoint("new", address, NetworkEndpoint.Attached.UNKNOWN);
  }

  private static NetworkEndpoint endpoint(
      String id, String address, NetworkEndpoint.Attached container) {
    return new NetworkEndpoint(
        new EndpointId("h1", id),
        "backend",
        null,
        IpPrefix.parse(address),
        null,
        container,
        List.of(),
        NetworkEndpoint.State.JOINED,
        CAUSE);
  }

  static Members members(NetworkEndpoint... all) {
    return new Members(name -> name.equals("backend") ? List.of(all) : List.of());
  }
}
