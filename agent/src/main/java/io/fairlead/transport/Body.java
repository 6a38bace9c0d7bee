package io.fairlead.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/** An answer's body, cut out of its connection as RFC 9112 section 6 frames it. */
final class Body extends InputStream {
  /** How the end is known. */
  private enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  private static final int MAX_CHUNK_LINE = 4096;

  private final InputStream in;
  private final Framing framing;
  private long left;
  private boolean firstChunk = true;
  private boolean ended;

  private Body(InputStream in, Framing framing, long left) {
    this.in = in;
    this.framing = framing;
    this.left = left;
    this.ended = framing == Framing.LENGTH && left == 0;
  }

  static Body of(String method, Head head, InputStream in) throws IOException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new Body(in, Framing.LENGTH, 0);
    }
    String coding = head.headers().get("transfer-encoding");
    if (coding != null) {
      if (!coding.toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new IOException("the answer comes in transfer coding '" + coding + "', not chunked");
      }
      return new Body(in, Framing.CHUNKED, 0);
    }
    String length = head.headers().get("content-length");
    if (length == null) {
      return new Body(in, Framing.UNTIL_CLOSE, Long.MAX_VALUE);
    }
    return new Body(in, Framing.LENGTH, number(length, 10, "Content-Length"));
  }

  /** Whether all of it was read and the connection stands behind it. */
  boolean complete() {
    return ended && framing != Framing.UNTIL_CLOSE;
  }

  @Override
  public int read() throws IOException {
    if (!advance()) {
      return -1;
    }
    int b = in.read();
    taken(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!advance()) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(length, left));
    taken(count);
    return count;
  }

  @Override
  public int available() throws IOException {
    return ended ? 0 : (int) Math.min(left, in.available());
  }

  private void taken(int count) throws IOException {
    if (count > 0) {
      left -= count;
      ended = framing == Framing.LENGTH && left == 0;
    } else if (framing == Framing.UNTIL_CLOSE) {
      ended = true;
    } else {
      throw new EOFException("the answer's body is cut short");
    }
  }

  private boolean advance() throws IOException {
    if (framing == Framing.CHUNKED && left == 0 && !ended) {
      nextChunk();
    }
    return !ended;
  }

  private void nextChunk() throws IOException {
    if (!firstChunk && !line().isEmpty()) {
      throw new IOException("a chunk is longer than it said");
    }
    firstChunk = false;
    String size = line();
    int extension = size.indexOf(';');
    left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16, "chunk size");
    if (left == 0) {
      while (!line().isEmpty()) {
        // trailers say nothing that is used here
      }
      ended = true;
    }
  }

  private String line() throws IOException {
    String line = Head.Lines.read(in, MAX_CHUNK_LINE);
    if (line == null) {
      throw new EOFException("the answer's body is cut short");
    }
    return line;
  }

  private static long number(String text, int radix, String what) throws IOException {
    try {
      if (!text.isEmpty() && Character.digit(text.charAt(0), radix) >= 0) {
        return Long.parseLong(text, radix);
      }
    } catch (NumberFormatException e) {
      throw new IOException(what + " '" + text + "' is out of range", e);
    }
    throw new IOException(what + " '" + text + "' is not a number");
  }
}
