package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.plugin.docker.IpamRequest.ReleaseAddress;
import io.fairlead.plugin.docker.IpamRequest.ReleasePool;
import io.fairlead.plugin.docker.IpamRequest.RequestAddress;
import io.fairlead.plugin.docker.IpamRequest.RequestPool;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.EndpointFacts;
import io.fairlead.spi.StoreException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An address driver's calls. A pool is called by its subnet: no two networks have the same one.
 * Thread-safe.
 */
final class IpamCalls {
  private static final System.Logger LOG = System.getLogger(IpamCalls.class.getName());

  private final EndpointFacts endpoints;
  private final ClusterNetworks networks;
  private final Function<String, @Nullable Network> catalog;
  private final Bindings bindings;

  IpamCalls(
      EndpointFacts endpoints,
      ClusterNetworks networks,
      Function<String, @Nullable Network> catalog,
      Bindings bindings) {
    this.endpoints = endpoints;
    this.networks = networks;
    this.catalog = catalog;
    this.bindings = bindings;
  }

  /** The answer to a call, or null where there is no such call. */
  byte @Nullable [] answer(String method, Fields body) {
    return switch (method) {
      case "GetCapabilities" -> Replies.ipamCapabilities();
      case "GetDefaultAddressSpaces" -> Replies.spaces();
      case "RequestPool" -> request(RequestPool.read(body));
      case "ReleasePool" -> release(ReleasePool.read(body));
      case "RequestAddress" -> request(RequestAddress.read(body));
      case "ReleaseAddress" -> release(ReleaseAddress.read(body));
      default -> null;
    };
  }

  private byte[] request(RequestPool request) {
    IpPrefix pool = request.pool();
    if (!request.network().isEmpty()) {
      pool = subnetOf(request);
    } else if (pool == null || bindings.of(pool) == null) {
      pool = networks.keep(request.v6(), pool);
    }
    return Replies.pool(pool, Definitions.gateway(pool));
  }

  private IpPrefix subnetOf(RequestPool request) {
    Network network = bindings.network(request.network());
    if (network == null) {
      network = catalog.apply(request.network());
    }
    if (network == null) {
      throw new AttachRefused(
          "the cluster has no network '"
              + request.network()
              + "'; leave out "
              + Definitions.NETWORK
              + " to make it",
          false);
    }
    for (IpPrefix subnet : Definitions.subnets(network)) {
      boolean asked =
          request.pool() == null
              ? subnet.address().isV6() == request.v6()
              : subnet.equals(request.pool());
      if (asked) {
        return subnet;
      }
    }
    throw new AttachRefused(
        "network '"
            + network.name()
            + "' of the cluster has the subnets "
            + Definitions.subnets(network)
            + "; name one of these, or none",
        false);
  }

  private byte[] release(ReleasePool request) {
    try {
      networks.release(request.pool());
    } catch (StoreException e) {
      // It is kept for some minutes only.
      LOG.log(System.Logger.Level.DEBUG, "{0} stays kept: {1}", request.pool(), e.getMessage());
    }
    return Replies.nothing();
  }

  private byte[] request(RequestAddress request) {
    IpPrefix pool = request.pool();
    IpAddress address = request.address();
    Network network = network(pool);
    if (request.gateway() || (network == null && address != null)) {
      // What a network keeps for itself is nobody's to give.
      IpAddress kept = address == null ? Definitions.gateway(pool).address() : address;
      return Replies.address(new IpPrefix(kept, pool.length()));
    }
    if (network == null) {
      throw new AttachRefused(
          "the agent knows no network of the subnet " + pool + " yet; try again in a moment", true);
    }
    return Replies.address(
        endpoints.reserve(
            network.name(),
            new Addresses.Wanted(
                pool.address().isV6(), pool, address, "a container", request.name())));
  }

  /** The network that is of this pool; null while one is being made. */
  private @Nullable Network network(IpPrefix pool) {
    Binding binding = bindings.of(pool);
    if (binding != null) {
      binding = bindings.awaitSettled(binding.docker(), NetworkCalls.PATIENCE);
    }
    if (binding != null && binding.network() == null) {
      throw new AttachRefused(
          "the cluster has not said yet whether the network of "
              + pool
              + " can be had; try again in a moment",
          true);
    }
    return binding == null ? null : binding.network();
  }

  private byte[] release(ReleaseAddress request) {
    Network network = bindings.lastOf(request.pool());
    IpAddress address = request.address();
    if (network != null && address != null) {
      endpoints.free(network.name(), address);
    }
    return Replies.nothing();
  }
}
