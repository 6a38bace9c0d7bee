package io.fairlead.agent.network;

import io.fairlead.model.IpPrefix;
import java.util.Set;

/** What keeps a host's packets to the ordinary way. */
@FunctionalInterface
public interface Hindrance {
  /**
   * Why this host has no short ways, for people; empty where it may. Thread-safe.
   *
   * @param uplink the link that leads to the other hosts, or empty
   * @param pools the addresses of all networks
   */
  String of(String uplink, Set<IpPrefix> pools);
}
