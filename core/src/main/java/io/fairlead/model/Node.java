package io.fairlead.model;

import java.util.List;
import java.util.Map;

/**
 * A host with an agent.
 *
 * @param name a DNS label, unique in the cluster
 * @param addresses where other hosts reach it, the preferred one first
 * @param meta free facts: the agent's version, the engine's
 */
public record Node(String name, List<IpAddress> addresses, Map<String, String> meta) {
  public Node {
    DnsLabel.require("node", name);
    addresses = List.copyOf(addresses);
    meta = Map.copyOf(meta);
  }
}
