package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A UDP socket connected to one upstream from a port that the kernel picks at random, and what is
 * asked through it. The kernel drops what comes from any other address; an answer counts only with
 * an id and question that wait here (RFC 5452). Confined to the forwarding thread.
 */
final class UdpPort implements Wakeable {
  private static final int READ_AT_ONCE = 64;
  private static final int MAX_WAITING = 4096;

  private final DatagramChannel channel;
  private final int localPort;
  private final Receiver receiver;
  private final Map<Integer, Attempt> waiting = new HashMap<>();
  private boolean retired;
  private int used;

  UdpPort(Selector selector, InetSocketAddress upstream, Receiver receiver) throws IOException {
    this.receiver = receiver;
    channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(upstream);
      channel.register(selector, SelectionKey.OP_READ, this);
      localPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  int localPort() {
    return localPort;
  }

  /** How many questions have gone out through it. */
  int used() {
    return used;
  }

  /** Sends the question of {@code attempt} under a fresh random id. */
  void ask(Attempt attempt, RandomGenerator random) throws IOException {
    if (waiting.size() >= MAX_WAITING) {
      throw new IOException("too many questions wait at one upstream");
    }
    int id = random.nextInt(1 << 16);
    while (waiting.containsKey(id)) {
      id = (id + random.nextInt(1 << 16)) & 0xffff;
    }
    int chosen = id;
    used++;
    waiting.put(id, attempt);
    attempt.atEnd(() -> forget(chosen));
    channel.write(ByteBuffer.wrap(attempt.exchange().query().toUpstream(id)));
  }

  /** Whether this very question went out from here and waits. */
  boolean asked(int id, QuestionKey key) {
    Attempt attempt = waiting.get(id);
    return attempt != null && attempt.exchange().key().equals(key);
  }

  @Override
  public void ready(SelectionKey key, ByteBuffer buffer) {
    try {
      for (int i = 0; i < READ_AT_ONCE && channel.isOpen(); i++) {
        buffer.clear();
        if (channel.read(buffer) <= 0) {
          return;
        }
        byte[] message = new byte[buffer.flip().remaining()];
        buffer.get(message);
        take(message);
      }
    } catch (IOException e) {
      List.copyOf(waiting.values()).forEach(receiver::broken);
    }
  }

  /** Closes it as soon as nothing waits any more. */
  void retire() {
    retired = true;
    closeIfDone();
  }

  /** Closes it now. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      waiting.clear();
    }
  }

  private void take(byte[] message) {
    Attempt attempt = message.length < Wire.HEADER ? null : waiting.get(Wire.u16(message, 0));
    if (attempt != null && answers(attempt.exchange().key(), message)) {
      receiver.received(attempt, message);
    } else {
      receiver.ignored();
    }
  }

  /** Whether the message is a response to this question and no other. */
  static boolean answers(QuestionKey key, byte[] message) {
    return message.length >= Wire.HEADER
        && (Wire.u16(message, Flags.AT) & (Flags.QR | Flags.OPCODE)) == Flags.QR
        && Wire.u16(message, 4) == 1
        && key.matches(message);
  }

  private void forget(int id) {
    waiting.remove(id);
    closeIfDone();
  }

  private void closeIfDone() {
    if (retired && waiting.isEmpty()) {
      close();
    }
  }
}
