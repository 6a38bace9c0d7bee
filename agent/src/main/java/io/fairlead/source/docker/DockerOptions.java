package io.fairlead.source.docker;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the Docker source needs to know of its place.
 *
 * @param engine where the engine listens
 * @param rules how containers become registrations
 * @param time for back-off and time-outs
 * @param random for jitter
 */
public record DockerOptions(Address engine, Rules rules, Time time, RandomGenerator random) {
  /** Which address of a container is registered, where no label says otherwise. */
  public enum AddressChoice {
    /** Its own, on the networks that it is attached to, with its own ports. */
    CONTAINER,
    /** The host's, with the ports published there. */
    HOST
  }

  /** Where a service's namespace comes from. */
  public enum Namespaces {
    /** A label, else the compose project or swarm stack, else {@code default}. */
    PROJECT,
    /** Always {@code default}. */
    FLAT
  }

  /**
   * How containers become registrations.
   *
   * @param node this host's name, the first part of every id
   * @param addresses where others reach this host, the preferred one first; never empty
   */
  public record Rules(
      String node, List<IpAddress> addresses, AddressChoice address, Namespaces namespaces) {
    public Rules {
      DnsLabel.require("node", node);
      InvalidField.unless(!addresses.isEmpty(), "addresses", "the node needs an address");
      addresses = List.copyOf(addresses);
    }

    /** The host's address of the family of {@code v6}, else the preferred one. */
    IpAddress hostAddress(boolean v6) {
      return addresses.stream()
          .filter(address -> address.isV6() == v6)
          .findFirst()
          .orElse(addresses.getFirst());
    }
  }
}
