package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import java.time.Duration;

/**
 * What is told of endpoints outside of the calls that make them. Thread-safe.
 *
 * @see Attaching
 */
public interface EndpointFacts {
  /** Who an endpoint belongs to is known now. Nothing happens where there is no such endpoint. */
  void describe(EndpointId id, NetworkEndpoint.Attached container);

  /**
   * An endpoint is there, with a container attached, though nobody here remembers it: it is taken
   * over without touching its traffic.
   *
   * @throws AttachRefused where another has one of its addresses
   */
  void adopt(Wish found, String sandbox);

  /**
   * Gives an address for an endpoint that is made later, with this address in its {@link Wish}.
   *
   * @throws AttachRefused where there is none to give
   */
  IpPrefix reserve(String network, Addresses.Wanted wanted);

  /**
   * An address is said to be free: one that was reserved comes back, and an endpoint that has it is
   * over.
   */
  void free(String network, IpAddress address);

  /**
   * All that is there has been told: addresses that are in nobody's hands come back, those that
   * were reserved and never became an endpoint's only after this age.
   */
  void tidy(Duration age);
}
