package io.fairlead.spi.dataplane;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.net.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node as the others reach it.
 *
 * @param node its name
 * @param address where packets for it go
 * @param subnet the network that the address is of, or null where the node did not say
 * @param mtu what the link with that address carries, or 0 where the node did not say
 * @param key what others encrypt with for it, or null where the node has none
 * @param fingerprint the SHA-256 of the certificate that it shows, or null where it has none
 */
public record Peer(
    String node,
    IpAddress address,
    @Nullable IpPrefix subnet,
    int mtu,
    @Nullable PublicKey key,
    @Nullable PublicKey fingerprint) {
  /** The key in a node's meta under which its subnet stands. */
  public static final String SUBNET = "underlay";

  /** The key in a node's meta under which its MTU stands. */
  public static final String MTU = "underlay-mtu";

  /** The key in a node's meta under which its public key stands. */
  public static final String KEY = "wireguard";

  /** The key in a node's meta under which its certificate's fingerprint stands. */
  public static final String FINGERPRINT = "openvpn";

  /** One without a key. */
  public Peer(String node, IpAddress address, @Nullable IpPrefix subnet, int mtu) {
    this(node, address, subnet, mtu, null, null);
  }

  /** With this key. */
  public Peer withKey(@Nullable PublicKey own) {
    return new Peer(node, address, subnet, mtu, own, fingerprint);
  }

  /** With a certificate of this fingerprint. */
  public Peer withFingerprint(@Nullable PublicKey own) {
    return new Peer(node, address, subnet, mtu, key, own);
  }

  /** The node as it describes itself, or null where it has no address. */
  public static @Nullable Peer of(Node node) {
    if (node.addresses().isEmpty()) {
      return null;
    }
    IpAddress address = node.addresses().getFirst();
    return new Peer(
        node.name(),
        address,
        subnet(node, address),
        mtu(node),
        key(node, KEY),
        key(node, FINGERPRINT));
  }

  /** What {@link #of} reads: goes into the node's meta. */
  public Map<String, String> meta() {
    Map<String, String> meta = new LinkedHashMap<>();
    if (subnet != null) {
      meta.put(SUBNET, subnet.toString());
    }
    if (mtu > 0) {
      meta.put(MTU, Integer.toString(mtu));
    }
    if (key != null) {
      meta.put(KEY, key.text());
    }
    if (fingerprint != null) {
      meta.put(FINGERPRINT, fingerprint.text());
    }
    return meta;
  }

  /** Whether both are on one subnet, as both say themselves. */
  public boolean isBeside(Peer other) {
    return subnet != null && subnet.equals(other.subnet);
  }

  private static @Nullable IpPrefix subnet(Node node, IpAddress address) {
    try {
      IpPrefix subnet = IpPrefix.parse(node.meta().getOrDefault(SUBNET, ""));
      return subnet.isNetwork() && subnet.contains(address) ? subnet : null;
    } catch (InvalidField e) {
      return null; // said by nobody, or by another version
    }
  }

  private static @Nullable PublicKey key(Node node, String name) {
    try {
      return new PublicKey(node.meta().getOrDefault(name, ""));
    } catch (InvalidField e) {
      return null; // said by nobody, or by another version
    }
  }

  private static int mtu(Node node) {
    String text = node.meta().getOrDefault(MTU, "");
    return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : 0;
  }
}
