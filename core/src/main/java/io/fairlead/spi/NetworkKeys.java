package io.fairlead.spi;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkName;

/**
 * Where networks stand in the store: {@code networks/<name>}, {@code endpoints/<node>/<id>} and
 * {@code blocks/<network>/<address>-<length>}.
 */
public final class NetworkKeys {
  /** The prefix of all networks. */
  public static final String NETWORKS = "networks/";

  /** The prefix of all endpoints. */
  public static final String ENDPOINTS = "endpoints/";

  /** The prefix of all blocks. */
  public static final String BLOCKS = "blocks/";

  /** The prefix of all nodes; each is there for as long as its lease. */
  public static final String NODES = "nodes/";

  private NetworkKeys() {}

  /** The key of a node. */
  public static String node(String name) {
    return NODES + name;
  }

  /** The key of a network. */
  public static String network(String name) {
    return NETWORKS + name;
  }

  /** The network that a key under {@link #NETWORKS} is about. */
  public static String networkOf(String key) {
    return NetworkName.require("key", key.substring(NETWORKS.length()));
  }

  /** The key of an endpoint. */
  public static String endpoint(EndpointId id) {
    return ENDPOINTS + id.node() + "/" + id.id();
  }

  /** The prefix of all endpoints of a node. */
  public static String endpointsOf(String node) {
    return ENDPOINTS + node + "/";
  }

  /**
   * The endpoint that a key under {@link #ENDPOINTS} is about.
   *
   * @throws InvalidField where it is about none
   */
  public static EndpointId endpointOf(String key) {
    String[] parts = key.split("/", -1);
    InvalidField.unless(parts.length == 3, "key", "'" + key + "' names no endpoint");
    return new EndpointId(parts[1], parts[2]);
  }

  /** The key of a block. */
  public static String block(String network, IpPrefix range) {
    return blocksOf(network) + text(range);
  }

  /** The prefix of all blocks of a network. */
  public static String blocksOf(String network) {
    return BLOCKS + network + "/";
  }

  /**
   * The block that a key under {@link #BLOCKS} is about.
   *
   * @throws InvalidField where it is about none
   */
  public static BlockKey blockOf(String key) {
    String[] parts = key.split("/", -1);
    InvalidField.unless(parts.length == 3, "key", "'" + key + "' names no block");
    return new BlockKey(NetworkName.require("key", parts[1]), range(parts[2]));
  }

  /** A range as a part of a key. */
  public static String text(IpPrefix range) {
    return range.address() + "-" + range.length();
  }

  /**
   * The range of such a part.
   *
   * @throws InvalidField where it is none
   */
  public static IpPrefix range(String text) {
    int dash = text.lastIndexOf('-');
    InvalidField.unless(dash > 0, "key", "'" + text + "' names no range");
    IpPrefix range =
        IpPrefix.parse(IpAddress.parse(text.substring(0, dash)) + "/" + text.substring(dash + 1));
    InvalidField.unless(
        range.isNetwork() && text(range).equals(text), "key", "'" + text + "' names no range");
    return range;
  }

  /** What a block's key says. */
  public record BlockKey(String network, IpPrefix range) {}
}
