package io.fairlead.transport;

import io.fairlead.model.InvalidField;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an HTTP server listens. */
public sealed interface Address {
  /** A unix domain socket. */
  record Unix(Path path) implements Address {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * A TCP port.
   *
   * @param host a name or an address, IPv6 without brackets
   */
  record Tcp(String host, int port) implements Address {
    public Tcp {
      InvalidField.unless(
          port >= 1 && port <= 65535, "address", port + " is not a port; use 1 to 65535");
    }

    @Override
    public String toString() {
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * Reads {@code unix:///run/x.sock}, {@code /run/x.sock}, {@code host:port}, {@code [::1]:port},
   * {@code tcp://host:port} or {@code http://host:port}.
   *
   * @throws InvalidField where {@code text} is none of these
   */
  static Address parse(String text) {
    if (text.startsWith("unix://")) {
      return unix(text, text.substring("unix://".length()));
    }
    if (text.startsWith("/") || text.startsWith("./")) {
      return unix(text, text);
    }
    InvalidField.unless(
        !text.startsWith("https://"),
        "address",
        "'" + text + "': TLS is not spoken here; use http:// or a unix socket");
    Matcher matcher = Syntax.TCP.matcher(text);
    InvalidField.unless(
        matcher.matches(),
        "address",
        "'" + text + "' is not an address; use /path/to/socket, unix:///path or host:port");
    String host = matcher.group("v6") == null ? matcher.group("host") : matcher.group("v6");
    return new Tcp(host, Integer.parseInt(matcher.group("port")));
  }

  private static Unix unix(String text, String path) {
    InvalidField.unless(
        path.length() > 1 && path.indexOf('\0') < 0,
        "address",
        "'" + text + "' names no socket; use unix:///path/to/socket");
    return new Unix(Path.of(path));
  }

  /** What a TCP address looks like. */
  final class Syntax {
    static final Pattern TCP =
        Pattern.compile(
            "(?:tcp://|http://)?(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+)):(?<port>[0-9]{1,5})/?");

    private Syntax() {}
  }
}
