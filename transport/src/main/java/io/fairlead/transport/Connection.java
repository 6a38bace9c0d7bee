package io.fairlead.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A link with a read buffer; it waits as its {@link Link} does. */
final class Connection extends InputStream implements Closeable {
  private static final int BUFFER = 16 * 1024;

  private final Link link;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);

  Connection(Link link) {
    this.link = link;
  }

  /** Limits all waiting from here on. */
  Connection until(Deadline limit) {
    link.until(limit);
    return this;
  }

  void write(byte[] bytes) throws IOException {
    link.write(ByteBuffer.wrap(bytes));
  }

  /** Whether an idle connection can carry another request: open, and nothing unasked has come. */
  boolean fresh() {
    try {
      return !in.hasRemaining() && link.read(in.clear()) == 0;
    } catch (IOException e) {
      return false;
    } finally {
      in.limit(0);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? in.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, in.remaining());
    in.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return in.remaining();
  }

  private boolean fill() throws IOException {
    if (in.hasRemaining()) {
      return true;
    }
    in.clear();
    try {
      int count = link.read(in);
      while (count == 0) {
        link.awaitInput();
        count = link.read(in);
      }
      return count > 0;
    } finally {
      in.flip();
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
