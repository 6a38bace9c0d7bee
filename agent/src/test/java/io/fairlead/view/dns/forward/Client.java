package io.fairlead.view.dns.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Asks a forwarder as a server does for its clients. */
final class Client {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.77"), 40_000);

  private final UpstreamForwarder forwarder;

  Client(UpstreamForwarder forwarder) {
    this.forwarder = forwarder;
  }

  /** The answer to come. */
  CompletableFuture<Message> later(Message query, boolean tcp) {
    return later(query, tcp, ADDRESS);
  }

  CompletableFuture<Message> later(Message query, boolean tcp, InetSocketAddress from) {
    return bytes(query, tcp, from).thenApply(Messages::read);
  }

  /** The answer to come over UDP, whatever it is. */
  CompletableFuture<byte[]> bytes(Message query) {
    return bytes(query, false, ADDRESS);
  }

  private CompletableFuture<byte[]> bytes(Message query, boolean tcp, InetSocketAddress from) {
    byte[] wire = query.toWire();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    forwarder.forward(
        wire,
        wire.length,
        from,
        tcp,
        (message, length) -> answer.complete(Arrays.copyOf(message, length)));
    return answer.orTimeout(30, TimeUnit.SECONDS);
  }

  Message overUdp(Message query) {
    return later(query, false).join();
  }

  Message overTcp(Message query) {
    return later(query, true).join();
  }

  /** The answer to a question for IPv4 addresses, over UDP. */
  Message a(String name) {
    return overUdp(Messages.query(name, Type.A));
  }
}
