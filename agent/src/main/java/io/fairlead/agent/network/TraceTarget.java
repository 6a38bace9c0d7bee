package io.fairlead.agent.network;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.spi.NetworkRefused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a trace goes.
 *
 * @param host a name or an address
 * @param address the address, where it is one
 * @param port 0 where none is meant
 * @param protocol of the port
 */
record TraceTarget(String host, @Nullable IpAddress address, int port, Protocol protocol) {
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[?([^\\[\\]]+?)]?:(\\d{1,5})(?:/(tcp|udp))?");

  static TraceTarget parse(String text) {
    IpAddress whole = address(text);
    if (whole != null) {
      return new TraceTarget(text, whole, 0, Protocol.TCP);
    }
    Matcher parts = WITH_PORT.matcher(text);
    if (!parts.matches()) {
      return new TraceTarget(text, null, 0, Protocol.TCP);
    }
    String host = parts.group(1);
    int port = Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65535) {
      throw new NetworkRefused("'" + text + "': " + port + " is no port; use 1 to 65535");
    }
    Protocol protocol = "udp".equals(parts.group(3)) ? Protocol.UDP : Protocol.TCP;
    return new TraceTarget(host, address(host), port, protocol);
  }

  static @Nullable IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (InvalidField e) {
      return null;
    }
  }
}
