package io.fairlead.wire.netlink;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import org.jspecify.annotations.Nullable;

/** What a link is, and what of it cannot be changed while it lives. */
public sealed interface LinkKind {
  /** The kernel's word for it, as {@code ip link} shows it. */
  String kernelName();

  /** One end of a pair. */
  record Veth() implements LinkKind {
    @Override
    public String kernelName() {
      return "veth";
    }
  }

  /** A switch in software. */
  record Bridge() implements LinkKind {
    @Override
    public String kernelName() {
      return "bridge";
    }
  }

  /**
   * Ethernet in UDP.
   *
   * @param id the network's number, 24 bits
   * @param local the address that packets leave from, or null for any
   * @param port the UDP port
   * @param learning whether forwarding entries are learned from packets
   * @param proxy whether ARP and ND are answered from the neighbour table
   */
  record Vxlan(int id, @Nullable IpAddress local, int port, boolean learning, boolean proxy)
      implements LinkKind {
    public Vxlan {
      InvalidField.unless(id >= 0 && id < 1 << 24, "vxlan", "id " + id + " has more than 24 bits");
      InvalidField.unless(port > 0 && port < 65536, "vxlan", "port " + port + " is no port");
    }

    @Override
    public String kernelName() {
      return "vxlan";
    }
  }

  /**
   * A VLAN of another link.
   *
   * @param id its number, 1 to 4094
   */
  record Vlan(int id) implements LinkKind {
    public Vlan {
      InvalidField.unless(id > 0 && id < 4095, "vlan", id + " is no VLAN; use 1 to 4094");
    }

    @Override
    public String kernelName() {
      return "vlan";
    }
  }

  /** A link with an address of its own on another link. */
  record Macvlan(MacvlanMode mode) implements LinkKind {
    @Override
    public String kernelName() {
      return "macvlan";
    }
  }

  /** A link that shares the hardware address of another link. */
  record Ipvlan(IpvlanMode mode, IpvlanReach reach) implements LinkKind {
    @Override
    public String kernelName() {
      return "ipvlan";
    }
  }

  /**
   * Any other.
   *
   * @param kernelName empty for hardware and what says nothing of its kind
   */
  record Other(String kernelName) implements LinkKind {}

  /** Which links on one parent hear each other. */
  enum MacvlanMode {
    /** None. */
    PRIVATE(1),
    /** Through a switch outside that sends back. */
    VEPA(2),
    /** Directly. */
    BRIDGE(4),
    /** One link that takes all of the parent. */
    PASSTHRU(8);

    private final int number;

    MacvlanMode(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Where the kernel decides on a packet's way. */
  enum IpvlanMode {
    /** By hardware address in the parent's segment. */
    L2(0),
    /** By the parent's routes. */
    L3(1),
    /** By the parent's routes, and its netfilter sees it. */
    L3S(2);

    private final int number;

    IpvlanMode(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Which links on one parent hear each other. */
  enum IpvlanReach {
    /** All, directly. */
    BRIDGE(0),
    /** None. */
    PRIVATE(1),
    /** Through a switch outside that sends back. */
    VEPA(2);

    private final int number;

    IpvlanReach(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
