package io.fairlead.attach;

import io.fairlead.model.IpPrefix;
import io.fairlead.spi.Connected.Placed;
import io.fairlead.spi.Interface;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of an interface is not as it was made. */
final class Difference {
  private Difference() {}

  /** The first difference, in words; empty where there is none. */
  static Optional<String> between(Placed made, @Nullable Placed seen, String mark) {
    if (seen == null) {
      return Optional.of("interface " + made.name() + " is gone; attach it again");
    }
    String what = "interface " + made.name();
    if (!seen.mark().equals(mark)) {
      return Optional.of(what + " is another one; attach it again under another name");
    }
    if (!seen.up()) {
      return Optional.of(what + " is switched off; 'ip link set " + made.name() + " up' mends it");
    }
    if (made.mac() != null && !made.mac().equals(seen.mac())) {
      return Optional.of(what + " has " + seen.mac() + ", not " + made.mac());
    }
    for (IpPrefix address : made.addresses()) {
      if (!seen.addresses().contains(address)) {
        return Optional.of(what + " has lost its address " + address + "; attach it again");
      }
    }
    for (Interface.Route route : made.routes()) {
      if (!seen.routes().contains(route)) {
        return Optional.of(
            what + " has lost its route to " + route.destination() + "; attach it again");
      }
    }
    return Optional.empty();
  }
}
