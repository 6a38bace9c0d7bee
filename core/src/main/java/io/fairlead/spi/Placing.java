package io.fairlead.spi;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface to be put into a sandbox.
 *
 * @param end where it comes from
 * @param link what it is called before it has its name
 * @param name what it is to be called, or empty for the next free number after {@code prefix}
 * @param mac or null for any
 * @param mtu or 0 for what it has
 * @param routes besides those that its addresses make; one to anywhere is left out where the
 *     sandbox has such a one already
 * @param mark a text on it that says whose it is
 */
public record Placing(
    End end,
    String link,
    String name,
    String prefix,
    @Nullable Mac mac,
    int mtu,
    List<IpPrefix> addresses,
    List<Interface.Route> routes,
    String mark) {
  public Placing {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
  }

  /** Where an interface comes from. */
  public sealed interface End {
    /** It is on the host, or in the sandbox already. */
    record There() implements End {}

    /** It is made on a link of the host. */
    record Macvlan(String parent) implements End {}

    /** It is made as the other end of a port of a bridge of the host. */
    record Port(String bridge, String hostLink) implements End {}
  }
}
