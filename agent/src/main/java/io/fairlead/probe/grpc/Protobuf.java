package io.fairlead.probe.grpc;

import java.io.IOException;

/** Reads the fields of one small protobuf message. */
final class Protobuf {
  private final byte[] bytes;
  private int at;

  Protobuf(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean more() {
    return at < bytes.length;
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == bytes.length) {
        throw broken();
      }
      byte octet = bytes[at++];
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw broken();
  }

  void skip(int wireType) throws IOException {
    if (wireType == 0) {
      varint();
      return;
    }
    long length =
        switch (wireType) {
          case 1 -> 8;
          case 2 -> varint();
          case 5 -> 4;
          default -> throw broken();
        };
    if (length < 0 || length > bytes.length - at) {
      throw broken();
    }
    at += (int) length;
  }

  private static IOException broken() {
    return new IOException("the health service's answer is no protobuf message");
  }
}
