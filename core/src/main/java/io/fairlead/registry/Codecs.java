package io.fairlead.registry;

import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import org.jspecify.annotations.Nullable;

/**
 * How the store's entries are written.
 *
 * @param ofNetworks null where networks are none of our business: they end at their datacenter
 */
public record Codecs(
    Codec<Instance> instances, Codec<Node> nodes, @Nullable OfNetworks ofNetworks) {

  /** How entries of networks are written. */
  public record OfNetworks(
      Codec<Network> networks, Codec<NetworkEndpoint> endpoints, Codec<Block> blocks) {}
}
