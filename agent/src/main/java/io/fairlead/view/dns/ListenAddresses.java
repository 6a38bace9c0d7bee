package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Wildcards made into addresses: a reply must leave from the very address that was asked. */
final class ListenAddresses {
  private ListenAddresses() {}

  /**
   * Each address itself; {@code 0.0.0.0} becomes all IPv4 addresses of this host, {@code ::} all
   * addresses. Link-local ones are left out.
   *
   * @throws SocketException where the host's interfaces cannot be read
   */
  static Set<InetSocketAddress> expand(Set<InetSocketAddress> addresses) throws SocketException {
    Set<InetSocketAddress> result = new LinkedHashSet<>();
    for (InetSocketAddress address : addresses) {
      if (address.getAddress().isAnyLocalAddress()) {
        boolean fourOnly = address.getAddress() instanceof Inet4Address;
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(local -> !local.isLinkLocalAddress())
            .filter(local -> !fourOnly || local instanceof Inet4Address)
            .forEach(
                local -> result.add(new InetSocketAddress(withoutZone(local), address.getPort())));
      } else {
        result.add(address);
      }
    }
    return result;
  }

  /** Interfaces name a zone with each IPv6 address, which would make it another address. */
  private static InetAddress withoutZone(InetAddress address) {
    return IpAddress.of(address).toInetAddress();
  }
}
