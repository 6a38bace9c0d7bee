package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.StoreException;
import java.util.Collection;
import java.util.Objects;

/** The addresses of this node for those who attach endpoints. Thread-safe. */
public final class NodeAddresses implements Addresses {
  private final Ipam ipam;

  /** Those that {@code ipam} gives. */
  public NodeAddresses(Ipam ipam) {
    this.ipam = ipam;
  }

  @Override
  public IpPrefix give(Network network, Wanted wanted) {
    Request request =
        new Request(wanted.v6(), wanted.subnet(), wanted.address(), wanted.holder(), wanted.name());
    try {
      return ipam.give(network, request);
    } catch (Refused e) {
      throw new AttachRefused(e.why(), e.retryable());
    } catch (StoreException e) {
      throw new AttachRefused(
          "no address without the store, and it is away: "
              + Objects.requireNonNullElse(e.getMessage(), "no reason was given"),
          e.retryable());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachRefused("the agent is ending; try again when it runs", true);
    }
  }

  @Override
  public void hold(String network, IpAddress address, String holder, String name) {
    ipam.hold(network, address, holder, name);
  }

  @Override
  public void giveBack(String network, IpAddress address) {
    ipam.giveBack(network, address);
  }

  @Override
  public void giveBackUnused(String network, IpAddress address) {
    ipam.giveBackUnused(network, address);
  }

  @Override
  public void settle(Collection<InUse> all) {
    ipam.settle(all);
  }
}
