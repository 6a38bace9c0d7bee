package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One question over a TCP connection of its own (RFC 7766 framing). Confined to the forwarding
 * thread.
 */
final class TcpCall implements Wakeable {
  private static final int PREFIX = 2;

  private final SocketChannel channel;
  private final Attempt attempt;
  private final Receiver receiver;
  private final ByteBuffer out;
  private final int id;
  private ByteBuffer in = ByteBuffer.allocate(PREFIX);

  TcpCall(Selector selector, Attempt attempt, int id, Receiver receiver) throws IOException {
    this.attempt = attempt;
    this.receiver = receiver;
    this.id = id;
    byte[] query = attempt.exchange().query().toUpstream(id);
    out = ByteBuffer.allocate(PREFIX + query.length).putShort((short) query.length).put(query);
    out.flip();
    channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      boolean connected = channel.connect(attempt.upstream().address());
      channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void ready(SelectionKey key, ByteBuffer buffer) {
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_WRITE);
      }
      if (key.isValid() && key.isWritable()) {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      receiver.broken(attempt);
    }
  }

  private void read() throws IOException {
    if (channel.read(in) < 0) {
      throw new IOException("the upstream closed the connection before its answer");
    }
    if (in.hasRemaining()) {
      return;
    }
    if (in.capacity() == PREFIX) {
      in = ByteBuffer.allocate(PREFIX + (in.getShort(0) & 0xffff)).position(PREFIX);
      if (in.hasRemaining()) {
        read();
        return;
      }
    }
    take();
  }

  /** The message is whole: whatever it is, the connection has served. */
  private void take() {
    byte[] message = new byte[in.capacity() - PREFIX];
    in.get(PREFIX, message);
    if (message.length >= Wire.HEADER
        && Wire.u16(message, 0) == id
        && UdpPort.answers(attempt.exchange().key(), message)) {
      receiver.received(attempt, message);
    }
    receiver.broken(attempt);
  }

  /** Ends the connection, whatever came of it. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      out.clear();
    }
  }
}
