package io.fairlead.transport.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out. A browser may be made to send requests here by a page from anywhere, either
 * across origins or by a name of that page's own that points to this host (DNS rebinding).
 */
final class Origins {
  private Origins() {}

  /** Refuses with 403 what a foreign page sends. */
  static void require(Request request) {
    if (request.peer().unix()) {
      return;
    }
    String host = request.header("host");
    if (request.peer().loopback() && host != null && !host.isEmpty() && !isOwn(bare(host))) {
      throw new Refusal(
          403,
          "ask for localhost or an IP address; '" + host + "' may be a web page's trick",
          "Host");
    }
    String origin = request.header("origin");
    if (origin != null && !ofThisServer(origin, host)) {
      throw new Refusal(403, "web pages of '" + origin + "' may not ask this agent", "Origin");
    }
  }

  /** Only a page that this server sent itself, asked for by an address that no DNS can forge. */
  private static boolean ofThisServer(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    String authority = scheme < 0 ? "" : origin.substring(scheme + 3);
    return !authority.isEmpty() && authority.equalsIgnoreCase(host) && isOwn(bare(authority));
  }

  private static boolean isOwn(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.startsWith("[")
        || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static String bare(String authority) {
    int port = authority.lastIndexOf(':');
    boolean hasPort = port > authority.lastIndexOf(']');
    return (hasPort ? authority.substring(0, port) : authority).toLowerCase(Locale.ROOT);
  }
}
