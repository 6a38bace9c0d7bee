package io.fairlead.source.docker;

import io.fairlead.model.Endpoint;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.source.docker.ContainerFacts.Binding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where something can be reached, in an order that is the same each time. */
final class Reach {
  private static final String INGRESS = "ingress";
  private static final String BRIDGE = "bridge";

  private Reach() {}

  /**
   * Endpoints with the preferred network first; then those of this node before those of the
   * cluster, networks that people made before the engine's own bridge, then by name. Swarm's
   * ingress network carries no names and is left out.
   *
   * @param preferred a network's name, or empty
   */
  static List<Endpoint> ordered(List<Endpoint> endpoints, String preferred) {
    return endpoints.stream()
        .filter(endpoint -> !endpoint.network().equals(INGRESS))
        .sorted(
            Comparator.comparing((Endpoint e) -> !e.network().equals(preferred))
                .thenComparing(Endpoint::scope)
                .thenComparing(e -> e.network().equals(BRIDGE))
                .thenComparing(Endpoint::network))
        .toList();
  }

  /** The first endpoint's address, IPv4 first; null where there is none. */
  static @Nullable IpAddress address(List<Endpoint> ordered) {
    if (ordered.isEmpty()) {
      return null;
    }
    Endpoint first = ordered.getFirst();
    IpPrefix prefix = first.v4() == null ? first.v6() : first.v4();
    return prefix == null ? null : prefix.address();
  }

  /** The host's own network, which reaches as far as the host's addresses do. */
  static Endpoint host(DockerOptions.Rules rules) {
    IpAddress v4 = rules.hostAddress(false);
    IpAddress v6 = rules.hostAddress(true);
    return new Endpoint(
        "host",
        Endpoint.Scope.CLUSTER,
        v4.isV6() ? null : new IpPrefix(v4, v4.bitLength()),
        v6.isV6() ? new IpPrefix(v6, v6.bitLength()) : null);
  }

  /**
   * The binding that others can use: on all addresses first, then on one; IPv4 first; then the
   * lowest port. Null where the port is published to the host alone.
   */
  static @Nullable Binding published(List<Binding> bindings) {
    List<Binding> usable = new ArrayList<>(bindings);
    usable.removeIf(
        binding -> !isWildcard(binding) && IpAddress.parse(binding.hostIp()).isLoopback());
    return usable.stream()
        .min(
            Comparator.comparing((Binding binding) -> !isWildcard(binding))
                .thenComparing(Reach::isV6)
                .thenComparingInt(Binding::hostPort)
                .thenComparing(Binding::hostIp))
        .orElse(null);
  }

  /** The address that a binding is reached at. */
  static IpAddress address(Binding binding, DockerOptions.Rules rules) {
    return isWildcard(binding)
        ? rules.hostAddress(isV6(binding))
        : IpAddress.parse(binding.hostIp());
  }

  private static boolean isWildcard(Binding binding) {
    return switch (binding.hostIp()) {
      case "", "0.0.0.0", "::" -> true;
      default -> false;
    };
  }

  private static boolean isV6(Binding binding) {
    return binding.hostIp().indexOf(':') >= 0;
  }
}
