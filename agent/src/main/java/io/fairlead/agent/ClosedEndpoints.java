package io.fairlead.agent;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Endpoints;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/**
 * Own endpoints whose addresses others may have: they carry nothing, and of those that others do
 * have nobody is told. {@link #look} is for one thread, the rest for all.
 */
final class ClosedEndpoints {
  private static final System.Logger LOG = System.getLogger(ClosedEndpoints.class.getName());

  private final BiPredicate<String, IpAddress> taken;
  private final BooleanSupplier cutOff;
  private Set<EndpointId> withdrawn = Set.of();
  private boolean cut;

  /**
   * Nothing is closed yet.
   *
   * @param taken whether an address of a network is another node's to give now
   * @param cutOff whether all may be so soon
   */
  ClosedEndpoints(BiPredicate<String, IpAddress> taken, BooleanSupplier cutOff) {
    this.taken = taken;
    this.cutOff = cutOff;
  }

  /** Whether it carries nothing. */
  boolean isClosed(NetworkEndpoint endpoint) {
    return cutOff.getAsBoolean() || isTaken(endpoint);
  }

  /** Whether its address is another's, so that nobody is told of it. */
  boolean isTaken(NetworkEndpoint endpoint) {
    return endpoint.addresses().stream().anyMatch(one -> taken.test(endpoint.network(), one));
  }

  /**
   * Withdraws those whose addresses were taken, and says those again that are open.
   *
   * @param changed called where the host must change
   */
  void look(List<NetworkEndpoint> own, Endpoints told, Runnable changed) {
    Set<EndpointId> now = new HashSet<>();
    List<NetworkEndpoint> open = new ArrayList<>();
    for (NetworkEndpoint endpoint : own) {
      if (isTaken(endpoint)) {
        now.add(endpoint.id());
      } else if (withdrawn.contains(endpoint.id())) {
        open.add(endpoint);
      }
    }
    boolean off = cutOff.getAsBoolean();
    boolean same = now.equals(withdrawn) && off == cut;
    if (off && !cut) {
      LOG.log(
          Level.ERROR,
          "the store was not heard for three quarters of --ipam-fence: all {0} endpoints here are"
              + " closed, since others may get their addresses soon; they open once it is heard",
          own.size());
    }
    now.stream().filter(id -> !withdrawn.contains(id)).forEach(told::remove);
    open.forEach(told::upsert);
    withdrawn = Set.copyOf(now);
    cut = off;
    if (!same) {
      changed.run();
    }
  }
}
