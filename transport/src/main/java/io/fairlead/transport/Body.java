package io.fairlead.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/**
 * An answer's body, cut out of its connection as RFC 9112 section 6 frames it. A read that broke
 * off in a time-out loses nothing.
 */
final class Body extends InputStream {
  /** How the end is known. */
  private enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  /** What the next line of a chunked body is. */
  private enum Line {
    SIZE,
    END_OF_CHUNK,
    TRAILER
  }

  private static final int MAX_CHUNK_LINE = 4096;

  private final InputStream in;
  private final LineReader lines;
  private final Framing framing;
  private Line expected = Line.SIZE;
  private long left;
  private boolean ended;

  private Body(InputStream in, Framing framing, long left) {
    this.in = in;
    this.lines = new LineReader(in, MAX_CHUNK_LINE);
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

  /** Goes to the next byte of the body, past the lines between chunks. */
  private boolean advance() throws IOException {
    while (framing == Framing.CHUNKED && left == 0 && !ended) {
      String line = lines.next();
      if (line == null) {
        throw new EOFException("the answer's body is cut short");
      }
      switch (expected) {
        case SIZE -> {
          int extension = line.indexOf(';');
          String size = (extension < 0 ? line : line.substring(0, extension)).strip();
          left = number(size, 16, "chunk size");
          expected = left == 0 ? Line.TRAILER : Line.END_OF_CHUNK;
        }
        case END_OF_CHUNK -> {
          if (!line.isEmpty()) {
            throw new IOException("a chunk is longer than it said");
          }
          expected = Line.SIZE;
        }
        case TRAILER -> ended = line.isEmpty();
      }
    }
    return !ended;
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
