package io.fairlead.registry;

import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.NetworkKeys;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Where things stand in the store: {@code instances/<node>/<id>}, {@code nodes/<node>} and {@code
 * drains/<node>/<id>}, ids percent-encoded where they are not printable ASCII.
 */
public final class Keys {
  /** The prefix of all instances. */
  public static final String INSTANCES = "instances/";

  /** The prefix of all nodes. */
  public static final String NODES = NetworkKeys.NODES;

  /** The prefix of all drain marks. */
  public static final String DRAINS = "drains/";

  /** The prefix of what is said of a move to another store. */
  public static final String MOVES = "migration/";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Keys() {}

  /** The key of an instance. */
  public static String instance(InstanceId id) {
    return INSTANCES + id.node() + "/" + encode(id.id());
  }

  /** The prefix of all instances of a node. */
  public static String instancesOf(String node) {
    return INSTANCES + node + "/";
  }

  /** The key of a node. */
  public static String node(String name) {
    return NODES + name;
  }

  /** The key of an instance's drain mark. */
  public static String drain(InstanceId id) {
    return DRAINS + id.node() + "/" + encode(id.id());
  }

  /** The prefix of all drain marks of a node. */
  public static String drainsOf(String node) {
    return DRAINS + node + "/";
  }

  /**
   * The instance that a key under {@link #INSTANCES} or {@link #DRAINS} is about.
   *
   * @throws InvalidField where it is about none
   */
  public static InstanceId instanceOf(String key) {
    String[] parts = key.split("/", -1);
    InvalidField.unless(parts.length == 3, "key", "'" + key + "' names no instance");
    return new InstanceId(parts[1], decode(parts[2]));
  }

  /** The node that a key under {@link #NODES} is about. */
  public static String nodeOf(String key) {
    return key.substring(NODES.length());
  }

  /** Whether a key is this node's. */
  static boolean isOf(String node, String key) {
    return key.startsWith(instancesOf(node))
        || key.equals(node(node))
        || key.startsWith(drainsOf(node))
        || key.startsWith(NetworkKeys.endpointsOf(node));
  }

  /** Whom an entry of a node is about, as a person would ask for it. */
  static String subjectOf(String key) {
    return key.startsWith(NODES) ? nodeOf(key) : instanceOf(key).id();
  }

  private static String encode(String id) {
    StringBuilder encoded = new StringBuilder(id.length());
    for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
      if (octet > ' ' && octet < 127 && octet != '%' && octet != '+' && octet != '/') {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidField("key", "'" + encoded + "' is not percent-encoded");
    }
  }
}
