package io.fairlead.bird;

import io.fairlead.model.IpAddress;
import java.util.List;

/**
 * The routers that this node speaks BGP with.
 *
 * @param as this node's number of an autonomous system
 */
public record Routers(long as, List<Router> all) {
  public Routers {
    all = List.copyOf(all);
  }

  /**
   * One of them.
   *
   * @param as its number; the same as this node's where both are of one system
   */
  public record Router(IpAddress address, long as) {}
}
