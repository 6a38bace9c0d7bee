package io.fairlead.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The status line and headers of an answer (RFC 9112 sections 4 and 5).
 *
 * @param reusable whether the server lets the connection carry another request
 */
record Head(int status, Map<String, String> headers, boolean reusable) {
  private static final int MAX_BYTES = 64 * 1024;

  /**
   * Reads the final head, past any 1xx.
   *
   * @return null where the stream ends before its first byte
   */
  static @Nullable Head read(InputStream in) throws IOException {
    int[] budget = {MAX_BYTES};
    while (true) {
      String first = new LineReader(in, budget[0]).next();
      if (first == null) {
        return null;
      }
      budget[0] -= first.length();
      boolean http11 = first.startsWith("HTTP/1.1 ");
      int status = status(first, http11);
      Map<String, String> headers = headers(in, budget);
      if (status >= 200 || status == 101) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean close = connection.contains("close") || connection.contains("upgrade");
        return new Head(status, Map.copyOf(headers), http11 && !close);
      }
    }
  }

  private static int status(String line, boolean http11) throws IOException {
    if ((http11 || line.startsWith("HTTP/1.0 "))
        && line.length() >= 12
        && (line.length() == 12 || line.charAt(12) == ' ')) {
      try {
        int status = Integer.parseUnsignedInt(line.substring(9, 12));
        if (status >= 100 && status <= 599) {
          return status;
        }
      } catch (NumberFormatException e) {
        throw malformed(line, e);
      }
    }
    throw malformed(line, null);
  }

  private static Map<String, String> headers(InputStream in, int[] budget) throws IOException {
    Map<String, String> headers = new HashMap<>();
    while (true) {
      String line = new LineReader(in, budget[0]).next();
      if (line == null) {
        throw new EOFException("the answer ends within its headers");
      }
      if (line.isEmpty()) {
        return headers;
      }
      budget[0] -= line.length();
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw malformed(line, null);
      }
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
  }

  private static IOException malformed(String line, @Nullable Throwable cause) {
    String shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
    return new IOException(
        "not an HTTP answer: '" + shown.replaceAll("\\p{Cntrl}", "?") + "'", cause);
  }
}
