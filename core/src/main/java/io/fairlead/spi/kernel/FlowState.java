package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a switch does with some frames. Of several that say something of a frame the one of the
 * highest priority counts; frames that none says anything of are dropped.
 *
 * @param from the port that they come from: a link's name, {@link #HOST}, or null for any
 * @param what which frames
 * @param way what is done with them
 */
public record FlowState(
    Sandbox sandbox, String bridge, int priority, @Nullable String from, What what, Way way)
    implements HostItem {
  /** The host itself, as a port. */
  public static final String HOST = "host";

  /** Which frames. */
  public sealed interface What {}

  /**
   * Requests for the hardware address of an address: ARP, or neighbour solicitations.
   *
   * @param address null for any of the family
   */
  public record Asking(@Nullable IpAddress address, boolean v6) implements What {
    /** For this one. */
    public static Asking of(IpAddress address) {
      return new Asking(address, address.isV6());
    }

    @Override
    public String toString() {
      return "asking " + (address != null ? address : v6 ? "any v6" : "any v4");
    }
  }

  /** Neighbour advertisements to a hardware address. */
  public record Answer(HardwareAddress to) implements What {
    @Override
    public String toString() {
      return "answer to " + to;
    }
  }

  /** All frames to a hardware address. */
  public record Frames(HardwareAddress to) implements What {
    @Override
    public String toString() {
      return "to " + to;
    }
  }

  /**
   * IP packets to a single receiver.
   *
   * @param to null for any
   */
  public record Packets(@Nullable HardwareAddress to, boolean v6) implements What {
    @Override
    public String toString() {
      return (v6 ? "ipv6" : "ipv4") + (to == null ? "" : " to " + to);
    }
  }

  /** All frames to many receivers. */
  public record Groups() implements What {
    @Override
    public String toString() {
      return "to groups";
    }
  }

  /**
   * What somebody else put there.
   *
   * @param match in hexadecimal
   */
  public record Strange(int table, String match) implements What {
    @Override
    public String toString() {
      return "matching " + match + " in table " + table;
    }
  }

  /** What is done. */
  public sealed interface Way {}

  /** Out of this port. */
  public record Out(String port) implements Way {
    @Override
    public String toString() {
      return port;
    }
  }

  /** To the host, as if sent to it, so that it is routed and filtered there. */
  public record Routed(HardwareAddress gateway) implements Way {
    @Override
    public String toString() {
      return "the host, routed by " + gateway;
    }
  }

  /** Out of all ports. */
  public record Everywhere() implements Way {
    @Override
    public String toString() {
      return "all ports";
    }
  }

  /** Something else. */
  public record Elsewhere() implements Way {
    @Override
    public String toString() {
      return "elsewhere";
    }
  }

  @Override
  public Key key() {
    return new Key(Kind.FLOW, sandbox, text());
  }

  @Override
  public String link() {
    return bridge;
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  private String text() {
    return priority + " of " + bridge + ": " + (from == null ? "" : "from " + from + " ") + what;
  }

  @Override
  public String toString() {
    return text() + " -> " + way;
  }
}
