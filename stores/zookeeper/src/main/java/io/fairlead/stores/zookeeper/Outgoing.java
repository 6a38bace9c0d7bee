package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One message to a server, in ZooKeeper's encoding (jute), with its length in front. */
final class Outgoing {
  private static final int HEAD = Integer.BYTES;

  private ByteBuffer buffer = ByteBuffer.allocate(256).position(HEAD);

  Outgoing number(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  Outgoing large(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  Outgoing flag(boolean value) {
    room(1).put((byte) (value ? 1 : 0));
    return this;
  }

  Outgoing text(String value) {
    return data(value.getBytes(UTF_8));
  }

  /** Bytes with their count, or the mark for none at all. */
  Outgoing data(byte @Nullable [] value) {
    if (value == null) {
      return number(-1);
    }
    number(value.length);
    room(value.length).put(value);
    return this;
  }

  /** Bytes so far, without the length in front. */
  int size() {
    return buffer.position() - HEAD;
  }

  /** The whole message. */
  byte[] frame() {
    buffer.putInt(0, size());
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
    }
    return buffer;
  }
}
