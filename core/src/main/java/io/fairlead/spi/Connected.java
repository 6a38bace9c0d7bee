package io.fairlead.spi;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface in a sandbox that no engine attaches.
 *
 * @param wanted what was asked for
 * @param namespace what tells its network namespace from every other
 * @param ready whether all of it was done; what is not ready at a start of the agent is ended
 * @param hostLink its other end on the host, or empty for none
 * @param placed the interface, or null where it is not ready
 */
public record Connected(
    Connection wanted, String namespace, boolean ready, String hostLink, @Nullable Placed placed) {
  /**
   * An interface as it is in its sandbox.
   *
   * @param up whether it is switched on
   * @param mark what {@link Placing#mark} says whose it is; empty where nobody said
   * @param routes through it, but for those that its addresses make
   */
  public record Placed(
      String name,
      @Nullable Mac mac,
      int mtu,
      boolean up,
      String mark,
      List<IpPrefix> addresses,
      List<Interface.Route> routes) {
    public Placed {
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
    }
  }
}
