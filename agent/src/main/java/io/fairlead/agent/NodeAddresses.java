package io.fairlead.agent;

import io.fairlead.model.IpAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** This host's addresses for others: those that its routes to the outside start from. */
final class NodeAddresses {
  private static final System.Logger LOG = System.getLogger(NodeAddresses.class.getName());

  // Documentation ranges (RFC 5737, RFC 3849): connecting a datagram socket sends nothing.
  private static final List<String> OUTSIDE = List.of("192.0.2.1", "2001:db8::1");

  private NodeAddresses() {}

  /** The preferred one first; loopback where there is no way out. */
  static List<IpAddress> find() {
    List<IpAddress> found = new ArrayList<>();
    for (String target : OUTSIDE) {
      try (DatagramChannel channel = DatagramChannel.open()) {
        InetAddress outside = IpAddress.parse(target).toInetAddress();
        channel.connect(new InetSocketAddress(outside, 9));
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        IpAddress address = IpAddress.of(local.getAddress());
        if (!local.getAddress().isAnyLocalAddress() && !address.isLoopback()) {
          found.add(address);
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no route to {0}: {1}", target, e.getMessage());
      }
    }
    return found.isEmpty() ? List.of(IpAddress.parse("127.0.0.1")) : found;
  }
}
