package io.fairlead.view.dns.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells our own listening addresses from upstreams, so that a {@code resolv.conf} that names the
 * agent does not make it ask itself.
 *
 * <p>A wildcard address stands for every address of the host, but of 127.0.0.0/8 only for
 * 127.0.0.1: the stub resolvers of systemd (127.0.0.53) and Docker (127.0.0.11) live there.
 *
 * @param listening where the agent answers
 * @param local whether an address is one of this host's interfaces
 */
record OwnAddresses(List<InetSocketAddress> listening, Predicate<InetAddress> local) {
  boolean contains(InetSocketAddress server) {
    return listening.stream().anyMatch(own -> same(own, server));
  }

  private boolean same(InetSocketAddress own, InetSocketAddress server) {
    if (own.getPort() != server.getPort()) {
      return false;
    }
    InetAddress address = server.getAddress();
    if (!own.getAddress().isAnyLocalAddress()) {
      return own.getAddress().equals(address);
    }
    if (address.isLoopbackAddress()) {
      byte[] octets = address.getAddress();
      return octets.length == 16 || (octets[1] == 0 && octets[2] == 0 && octets[3] == 1);
    }
    return address.isAnyLocalAddress() || local.test(address);
  }
}
