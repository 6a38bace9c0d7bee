package io.fairlead.view.dns;

import java.net.InetSocketAddress;

/** Answers the names that are not ours. Thread-safe; called from the loops that read sockets. */
public interface Forwarder {
  /**
   * Answers a query of a client that may recurse. Returns at once; the answer may come later, on
   * any thread. Overload is answered with SERVFAIL.
   *
   * @param query a well-formed query of class IN that asks for recursion; the array belongs to the
   *     forwarder from now on
   * @param length octets of {@code query} that are the message
   * @param tcp whether the client asks over TCP, which has room for 65535 octets
   * @param reply called at most once
   */
  void forward(byte[] query, int length, InetSocketAddress client, boolean tcp, Reply reply);
}
