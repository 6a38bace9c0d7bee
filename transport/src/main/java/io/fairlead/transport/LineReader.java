package io.fairlead.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines that end with LF or CR LF. A line whose reading broke off in a time-out goes on where it
 * stood. For one thread.
 */
final class LineReader {
  private final InputStream in;
  private final int max;
  private byte[] line = new byte[128];
  private int length;

  /**
   * @param max bytes in one line at most
   */
  LineReader(InputStream in, int max) {
    this.in = in;
    this.max = max;
  }

  /**
   * The next line without its end, as UTF-8.
   *
   * @return null where the stream ends before its first byte
   * @throws IOException where it is longer than the most or the stream ends within it
   */
  @Nullable String next() throws IOException {
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (length == 0) {
          return null;
        }
        throw new EOFException("the stream ends within a line");
      }
      if (length >= max) {
        throw new IOException("a line or head is longer than " + max + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = (byte) b;
    }
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }
}
