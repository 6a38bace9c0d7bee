package io.fairlead.agent.network;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.dataplane.Peer;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The link by which this node reaches the others.
 *
 * @param self this node as the others reach it
 * @param link its name, or empty where no link of this host has the address
 */
public record Underlay(Peer self, String link) {
  /**
   * The link with a node's first address. An address that is on no link, as one that a router
   * translates, has no subnet.
   */
  public static @Nullable Underlay find(String node, List<IpAddress> addresses) {
    if (addresses.isEmpty()) {
      return null;
    }
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
