package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A container whose own resolver we stand in for. Its sockets are in its namespace, wherever they
 * are used.
 *
 * @param caller its address, which the socket that it asks from does not tell
 * @param udp where it asks over UDP, bound
 * @param tcp where it asks over TCP, listening
 * @param resolver the one that it would ask without us, or null for none: what is not ours is asked
 *     of ours then
 */
public record Guest(
    IpAddress caller, DatagramChannel udp, ServerSocketChannel tcp, @Nullable Resolver resolver) {
  /** Opens ways to a container's own resolver. It may be set up anew at any time. */
  public interface Resolver {
    /** A socket that is connected to it. */
    DatagramChannel udp() throws IOException;

    /** A connection to it that blocks. */
    SocketChannel tcp() throws IOException;
  }

  /** Closes the sockets that it asks on: a namespace lives as long as one is open. */
  void close() {
    Closing.quietly(udp);
    Closing.quietly(tcp);
  }
}
