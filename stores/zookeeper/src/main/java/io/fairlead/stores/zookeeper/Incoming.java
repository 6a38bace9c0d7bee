package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * One message from a server, read from its start.
 *
 * <p>What is shorter than it says ends in a {@link BufferUnderflowException}.
 */
final class Incoming {
  private final ByteBuffer buffer;

  Incoming(byte[] frame) {
    buffer = ByteBuffer.wrap(frame);
  }

  int number() {
    return buffer.getInt();
  }

  long large() {
    return buffer.getLong();
  }

  boolean flag() {
    return buffer.get() != 0;
  }

  String text() {
    return new String(data(), UTF_8);
  }

  /** Bytes with their count; none at all are read as zero bytes. */
  byte[] data() {
    int length = buffer.getInt();
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[Math.max(0, length)];
    buffer.get(bytes);
    return bytes;
  }

  boolean atEnd() {
    return !buffer.hasRemaining();
  }
}
