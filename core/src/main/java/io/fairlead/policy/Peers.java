package io.fairlead.policy;

import io.fairlead.model.IpPrefix;

/** From whom a rule takes connections. */
public sealed interface Peers {
  /** Containers of this name or alias on the network of the one that is asked. */
  record Named(String name) implements Peers {
    @Override
    public String toString() {
      return "from:" + name;
    }
  }

  /** All containers on a network. */
  record OnNetwork(String network) implements Peers {
    @Override
    public String toString() {
      return "network:" + network;
    }
  }

  /** Addresses, of whomever they are. */
  record Within(IpPrefix prefix) implements Peers {
    @Override
    public String toString() {
      return "cidr:" + prefix;
    }
  }

  /** Everybody. */
  record Anybody() implements Peers {
    @Override
    public String toString() {
      return "any";
    }
  }
}
