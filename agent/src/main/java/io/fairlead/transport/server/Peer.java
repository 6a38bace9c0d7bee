package io.fairlead.transport.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Who is at the other end of a connection.
 *
 * @param name its address without the port, or {@code unix socket}
 * @param unix it came over a unix socket: it may use the file, so it is somebody of this host
 * @param loopback it came to a loopback address
 */
public record Peer(String name, boolean unix, boolean loopback) {
  /** The ends of a socket. */
  static Peer of(SocketAddress local, SocketAddress remote) {
    if (local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there) {
      return new Peer(
          there.getAddress().getHostAddress(), false, here.getAddress().isLoopbackAddress());
    }
    return new Peer("unix socket", true, false);
  }
}
