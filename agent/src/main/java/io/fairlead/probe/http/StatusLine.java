package io.fairlead.probe.http;

import io.fairlead.probe.Attempt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of an answer (RFC 9112, 4). */
record StatusLine(int code, String reason) {
  /** Bytes up to the end of the status line at most, interim answers included. */
  private static final int BOUND = 16 * 1024;

  private static final Pattern FORM =
      Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: (.*))?", Pattern.DOTALL);

  /**
   * Reads the status of the final answer; interim ones (1xx) are passed over.
   *
   * @throws IOException where it is no HTTP, longer than is reasonable, or does not come
   */
  static StatusLine read(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    StatusLine status = parse(lines.next());
    while (status.code < 200 && status.code != 101) {
      while (!lines.next().isEmpty()) {}
      status = parse(lines.next());
    }
    return status;
  }

  private static StatusLine parse(String line) throws IOException {
    Matcher form = FORM.matcher(line);
    if (!form.matches()) {
      throw new IOException("no HTTP answer but '" + Attempt.line(line) + "'");
    }
    String reason = form.group(2);
    return new StatusLine(Integer.parseInt(form.group(1)), reason == null ? "" : reason);
  }

  /** Lines of what is read a block at a time, within the bound. */
  private static final class Lines {
    private final InputStream in;
    private byte[] bytes = new byte[1024];
    private int from;
    private int to;

    Lines(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      int at = from;
      while (true) {
        for (; at < to; at++) {
          if (bytes[at] == '\n') {
            int end = at > from && bytes[at - 1] == '\r' ? at - 1 : at;
            String line = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
            from = at + 1;
            return line;
          }
        }
        if (to == BOUND) {
          throw new IOException("no HTTP status within " + BOUND + " bytes");
        }
        if (to == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * to);
        }
        int count = in.read(bytes, to, bytes.length - to);
        if (count < 0) {
          throw new EOFException(
              to == 0 ? "connection closed without an answer" : "connection closed in its answer");
        }
        to += count;
      }
    }
  }
}
