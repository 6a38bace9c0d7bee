package io.fairlead.view.dns;

import io.fairlead.model.Instance;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What names mean to a container on networks of the cluster, by Docker's rules: the names and
 * aliases of the containers that share a network with it, on whatever node, and none of any other.
 * {@code db.backend} means {@code db} on network {@code backend} alone.
 */
final class NetworkNames {
  private NetworkNames() {}

  /** The endpoints that a name outside of our domain means to the caller; none where it is none. */
  static List<NetworkEndpoint> find(String name, Lookups lookups) {
    List<NetworkEndpoint> found = new ArrayList<>();
    for (String network : lookups.callerNetworks()) {
      found.addAll(lookups.named(network, name));
      String suffix = "." + network;
      int bare = name.length() - suffix.length();
      if (bare > 0 && name.regionMatches(true, bare, suffix, 0, suffix.length())) {
        found.addAll(lookups.named(network, name.substring(0, bare)));
      }
    }
    return serving(found.stream().distinct().toList(), lookups);
  }

  /** Without those whose service does not serve, unless none would be left. */
  private static List<NetworkEndpoint> serving(List<NetworkEndpoint> found, Lookups lookups) {
    List<NetworkEndpoint> serving = found.stream().filter(one -> serves(one, lookups)).toList();
    return serving.isEmpty() ? found : serving;
  }

  /** A container that no service is registered of is taken to serve. */
  private static boolean serves(NetworkEndpoint endpoint, Lookups lookups) {
    List<Instance> there =
        endpoint.addresses().stream().flatMap(at -> lookups.instancesAt(at).stream()).toList();
    return there.isEmpty() || there.stream().anyMatch(Instance::serving);
  }

  /**
   * Whether a caller that is on such networks may hear of an instance: one that is on such networks
   * only must share one with it.
   */
  static boolean mayHear(Instance instance, Lookups lookups) {
    List<String> shared = lookups.callerNetworks();
    return shared.isEmpty()
        || instance.endpoints().isEmpty()
        || instance.endpoints().stream()
            .anyMatch(
                endpoint ->
                    shared.contains(endpoint.network())
                        || !lookups.isOfCluster(endpoint.network()));
  }
}
