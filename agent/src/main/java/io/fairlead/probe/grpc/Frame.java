package io.fairlead.probe.grpc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A frame of HTTP/2 (RFC 9113, 4.1). */
record Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;

  /** What a peer may send unasked; anything longer is no HTTP/2 or not meant for us. */
  private static final int MAX_PAYLOAD = 16 * 1024;

  private static final int HEAD = 9;

  static byte[] of(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(HEAD + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static Frame read(InputStream in) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEAD));
    if (head.remaining() < HEAD) {
      throw new EOFException("connection closed before the health service answered");
    }
    int lengthAndType = head.getInt();
    int length = lengthAndType >>> 8;
    if (length > MAX_PAYLOAD) {
      throw new IOException("no HTTP/2 is spoken there");
    }
    int flags = head.get() & 0xff;
    int stream = head.getInt() & Integer.MAX_VALUE;
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException("connection closed before the health service answered");
    }
    return new Frame(lengthAndType & 0xff, flags, stream, payload);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
