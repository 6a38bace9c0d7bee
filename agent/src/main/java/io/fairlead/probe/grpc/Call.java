package io.fairlead.probe.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Everything that a client sends for one call of Health/Check: preface, SETTINGS, HEADERS and DATA
 * on stream 1. The headers are literals of HPACK (RFC 7541, 6.2.2) with names of its static table,
 * so they need no table and no Huffman code.
 */
final class Call {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_PUSH = {0, 2, 0, 0, 0, 0};

  private static final int METHOD_POST = 0x83;
  private static final int SCHEME_HTTP = 0x86;
  private static final int SCHEME_HTTPS = 0x87;
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int CONTENT_TYPE = 31;
  private static final int USER_AGENT = 58;

  private Call() {}

  static byte[] of(String scheme, String authority, String service) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(METHOD_POST);
    headers.write(scheme.equals("https") ? SCHEME_HTTPS : SCHEME_HTTP);
    literal(headers, PATH, "/grpc.health.v1.Health/Check");
    literal(headers, AUTHORITY, authority);
    literal(headers, CONTENT_TYPE, "application/grpc");
    literal(headers, USER_AGENT, "fairlead-health");
    headers.write(0);
    text(headers, "te");
    text(headers, "trailers");

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE);
    all.writeBytes(Frame.of(Frame.SETTINGS, 0, 0, NO_PUSH));
    all.writeBytes(Frame.of(Frame.HEADERS, Frame.END_HEADERS, 1, headers.toByteArray()));
    all.writeBytes(Frame.of(Frame.DATA, Frame.END_STREAM, 1, request(service)));
    return all.toByteArray();
  }

  /** A HealthCheckRequest, field 1 the service's name, uncompressed behind its length. */
  private static byte[] request(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    if (name.length > 0) {
      message.write(0x0a);
      integer(message, name.length);
      message.writeBytes(name);
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      framed.write(message.size() >>> shift);
    }
    framed.writeBytes(message.toByteArray());
    return framed.toByteArray();
  }

  /** A header that is not to be indexed, its name in the static table (4 bits of prefix). */
  private static void literal(ByteArrayOutputStream out, int name, String value) {
    prefixed(out, 15, name);
    text(out, value);
  }

  /** A string without Huffman code (7 bits of prefix). */
  private static void text(ByteArrayOutputStream out, String value) {
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    prefixed(out, 127, octets.length);
    out.writeBytes(octets);
  }

  /** An integer of RFC 7541, 5.1, in an octet whose upper bits are zero. */
  private static void prefixed(ByteArrayOutputStream out, int mask, int value) {
    if (value < mask) {
      out.write(value);
    } else {
      out.write(mask);
      integer(out, value - mask);
    }
  }

  /** Seven bits an octet, lowest first: HPACK's continuation and protobuf's varint alike. */
  private static void integer(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 128) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
