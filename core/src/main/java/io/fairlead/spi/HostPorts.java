package io.fairlead.spi;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;

/** Ports of this host, kept from its processes. Thread-safe. */
public interface HostPorts {
  /**
   * Keeps a port from processes until it is given back; ends with the agent.
   *
   * @param address one of this host, {@code 0.0.0.0} or {@code ::}, each for one family
   * @throws Taken where a process has it
   * @throws AttachRefused where it cannot be had whatever the port
   */
  Hold hold(Port.Protocol protocol, IpAddress address, int port) throws Taken;

  /** The process that has a port, in words; it may take a while to find. */
  String holder(Port.Protocol protocol, int port);

  /** The ports that are given where nobody names one. */
  Range usual();

  /** A port that is kept. */
  interface Hold extends AutoCloseable {
    /** Gives it back. Safe to repeat. */
    @Override
    void close();
  }

  /** From the lowest to the highest. */
  record Range(int from, int to) {}

  /** A process has the port. */
  final class Taken extends Exception {
    private static final long serialVersionUID = 1L;

    public Taken(String message) {
      super(message);
    }
  }
}
