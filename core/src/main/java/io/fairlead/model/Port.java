package io.fairlead.model;

/**
 * Where an instance listens.
 *
 * @param number 1 to 65535, or 0 for an instance that has a name and an address but no known port
 * @param protocol the transport
 * @param name the port's name for SRV ({@code http}), a DNS label, or empty
 */
public record Port(int number, Protocol protocol, String name) {
  /** An address without a port. */
  public static final Port NONE = new Port(0, Protocol.TCP, "");

  /** Transports that a port can have. */
  public enum Protocol {
    TCP,
    UDP
  }

  public Port {
    InvalidField.unless(
        number >= 0 && number <= 65535, "port", number + " is not a port; use 1 to 65535");
    if (!name.isEmpty()) {
      DnsLabel.require("port.name", name);
    }
  }

  /** An unnamed TCP port. */
  public static Port tcp(int number) {
    return new Port(number, Protocol.TCP, "");
  }

  /** An unnamed UDP port. */
  public static Port udp(int number) {
    return new Port(number, Protocol.UDP, "");
  }
}
