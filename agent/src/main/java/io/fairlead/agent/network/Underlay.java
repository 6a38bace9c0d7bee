package io.fairlead.agent.network;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.dataplane.Peer;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * The link by which this node reaches the others.
 *
 * @param self this node as the others reach it
 * @param link its name, or empty where no link of this host has the address
 */
public record Underlay(Peer self, String link) {
  /** With what this node is known by where it encrypts: its key, its certificate's fingerprint. */
  public Underlay with(PublicKey key, PublicKey fingerprint) {
    return new Underlay(self.withKey(key).withFingerprint(fingerprint), link);
  }

  /**
   * The link with a node's first address, which it must have. An address that is on no link, as one
   * that a router translates, has no subnet.
   */
  public static Underlay find(String node, List<IpAddress> addresses) {
    IpAddress address = addresses.getFirst();
    try {
      NetworkInterface link = NetworkInterface.getByInetAddress(address.toInetAddress());
      if (link == null) {
        return new Underlay(new Peer(node, address, null, 0), "");
      }
      IpPrefix subnet = null;
      for (InterfaceAddress one : link.getInterfaceAddresses()) {
        if (IpAddress.of(one.getAddress()).equals(address)) {
          subnet = IpPrefix.around(address, one.getNetworkPrefixLength());
        }
      }
      return new Underlay(new Peer(node, address, subnet, link.getMTU()), link.getName());
    } catch (SocketException e) {
      return new Underlay(new Peer(node, address, null, 0), "");
    }
  }
}
