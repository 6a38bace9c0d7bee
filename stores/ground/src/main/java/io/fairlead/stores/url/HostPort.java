package io.fairlead.stores.url;

import java.net.InetAddress;

/**
 * One server.
 *
 * @param host a name or an IP address, the latter without brackets
 */
public record HostPort(String host, int port) {
  /** Whether nobody else can listen in on the way there. */
  public boolean loopback() {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException notLiteral) {
      return false;
    }
  }

  /** As in a URL: {@code h1:2379}, {@code [::1]:2379}. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
