package io.fairlead.view.dns.forward;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * Which resolver is asked for the names under a domain.
 *
 * @param domain in lower case, without a dot at either end; empty for every name
 * @param server the resolver
 */
public record UpstreamRule(String domain, InetSocketAddress server) {
  /** The port of a resolver that names none. */
  static final int DNS_PORT = 53;

  private static final int MAX_DOMAIN = 253;

  public UpstreamRule {
    InvalidField.unless(!server.isUnresolved(), "upstream", server + " is not an address");
    InvalidField.unless(server.getPort() != 0, "upstream", "port 0 is not a port; use 1 to 65535");
  }

  /**
   * Reads {@code 10.0.0.1}, {@code 10.0.0.1:5353}, {@code fd00::1} or {@code [fd00::1]:5353}, and
   * the same after a domain: {@code corp.example=10.0.0.1}.
   *
   * @throws InvalidField where {@code text} is none of these
   */
  public static UpstreamRule parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new UpstreamRule("", server(text.strip()))
        : new UpstreamRule(
            domain(text.substring(0, equals).strip()), server(text.substring(equals + 1).strip()));
  }

  private static String domain(String text) {
    String domain = text.toLowerCase(Locale.ROOT);
    domain = domain.startsWith(".") ? domain.substring(1) : domain;
    domain = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    boolean labels = !domain.isEmpty() && domain.length() <= MAX_DOMAIN;
    for (String label : domain.split("\\.", -1)) {
      labels &= !label.isEmpty() && label.length() <= 63;
    }
    InvalidField.unless(
        labels,
        "upstream",
        "'" + text + "' is not a domain; use a form like corp.example=10.0.0.1");
    return domain;
  }

  private static InetSocketAddress server(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      InvalidField.unless(end > 0, "upstream", "'" + text + "' has no ']' after its address");
      String rest = text.substring(end + 1);
      InvalidField.unless(
          rest.isEmpty() || rest.startsWith(":"),
          "upstream",
          "'" + text + "' wants ':' and a port after the ']'");
      return server(text.substring(1, end), rest.isEmpty() ? "" : rest.substring(1), text);
    }
    int colon = text.indexOf(':');
    return colon < 0 || colon != text.lastIndexOf(':')
        ? server(text, "", text)
        : server(text.substring(0, colon), text.substring(colon + 1), text);
  }

  private static InetSocketAddress server(String host, String port, String text) {
    try {
      int number = port.isEmpty() ? DNS_PORT : Integer.parseUnsignedInt(port);
      if (number > 0 && number <= 65535) {
        return new InetSocketAddress(IpAddress.parse(host).toInetAddress(), number);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidField("upstream", refusal(text));
    }
    throw new InvalidField("upstream", refusal(text));
  }

  private static String refusal(String text) {
    return "'"
        + text
        + "' is not a resolver; use ADDR or ADDR:PORT, with [ ] around IPv6 and a port";
  }
}
