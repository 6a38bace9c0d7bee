package io.fairlead.policy;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Whom names and networks mean at one moment. Each is looked up once. Used by one thread. */
public final class Members {
  private final Function<String, List<NetworkEndpoint>> onNetwork;
  private final Map<String, List<NetworkEndpoint>> networks = new HashMap<>();

  /**
   * Those there are.
   *
   * @param onNetwork all endpoints of a network
   */
  public Members(Function<String, List<NetworkEndpoint>> onNetwork) {
    this.onNetwork = onNetwork;
  }

  /**
   * The addresses that a word of a rule means.
   *
   * @param network the one whose containers a name is one of
   */
  public Set<IpAddress> of(String network, Peers peers) {
    Set<IpAddress> all = new TreeSet<>();
    switch (peers) {
      case Peers.Named(String name) ->
          on(network).stream()
              .filter(one -> isNamed(one.container(), name))
              .forEach(one -> all.addAll(one.addresses()));
      case Peers.OnNetwork(String other) -> on(other).forEach(one -> all.addAll(one.addresses()));
      case Peers.Within _, Peers.Anybody _ -> {} // no list of addresses
    }
    return all;
  }

  private static boolean isNamed(NetworkEndpoint.Attached container, String name) {
    return container.name().equals(name) || container.aliases().contains(name);
  }

  private List<NetworkEndpoint> on(String network) {
    return networks.computeIfAbsent(network, onNetwork);
  }
}
