package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.List;

/** Who may ask for other people's names. Immutable. */
final class Clients {
  private final IpPrefix[] allowed;

  Clients(List<IpPrefix> allowed) {
    this.allowed = allowed.toArray(IpPrefix[]::new);
  }

  boolean mayRecurse(IpAddress client) {
    for (IpPrefix prefix : allowed) {
      if (prefix.contains(client)) {
        return true;
      }
    }
    return false;
  }
}
