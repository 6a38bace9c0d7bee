package io.fairlead.agent;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this host has a route to, the default routes and our own links' left out. */
public final class HostRoutes {
  private static final System.Logger LOG = System.getLogger(HostRoutes.class.getName());
  private static final Path V4 = Path.of("/proc/net/route");
  private static final Path V6 = Path.of("/proc/net/ipv6_route");
  private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/10");
  private static final IpPrefix MULTICAST = IpPrefix.parse("ff00::/8");

  private HostRoutes() {}

  /** Those of now; what cannot be read is left out. */
  public static Collection<IpPrefix> now() {
    Set<IpPrefix> routes = new HashSet<>();
    read(V4, HostRoutes::v4, routes);
    read(V6, HostRoutes::v6, routes);
    return routes;
  }

  private static void read(
      Path file, Function<String, @Nullable IpPrefix> reader, Set<IpPrefix> into) {
    try {
      for (String line : Files.readAllLines(file)) {
        IpPrefix route = route(line, reader);
        if (route != null && route.length() > 0) {
          into.add(route);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} cannot be read: {1}", file, e.toString());
    }
  }

  private static @Nullable IpPrefix route(
      String line, Function<String, @Nullable IpPrefix> reader) {
    try {
      return reader.apply(line);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** Interface, destination and, eighth, mask; both as words of the machine's order. */
  static @Nullable IpPrefix v4(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    if (parts[0].startsWith(LinkNames.PREFIX)) {
      return null;
    }
    int address = Integer.reverseBytes(Integer.parseUnsignedInt(parts[1], 16));
    int mask = Integer.reverseBytes(Integer.parseUnsignedInt(parts[7], 16));
    return new IpPrefix(IpAddress.v4(address), Integer.bitCount(mask)).network();
  }

  /** Destination, its length in hexadecimal and, last, the interface. */
  static @Nullable IpPrefix v6(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    IpAddress address = IpAddress.of(HexFormat.of().parseHex(parts[0]));
    IpPrefix route = new IpPrefix(address, Integer.parseInt(parts[1], 16)).network();
    boolean counts =
        !parts[parts.length - 1].startsWith(LinkNames.PREFIX)
            && !LINK_LOCAL.covers(route)
            && !MULTICAST.covers(route)
            && !address.isLoopback();
    return counts ? route : null;
  }
}
