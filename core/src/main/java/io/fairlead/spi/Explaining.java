package io.fairlead.spi;

/**
 * Says why traffic on this host's networks goes as it goes. Thread-safe; it looks into the kernel
 * and waits for what it tries.
 */
public interface Explaining {
  /**
   * Who guards this host's endpoints, and what came.
   *
   * @throws NetworkRefused where this host has no networks; the message says why
   */
  PolicyReport policy();

  /**
   * Walks from one container to another, and tries the way.
   *
   * @param from a container's name on this host
   * @param to a container, a name or an address, with a port where one is meant
   * @throws NetworkRefused where there is nowhere to start from; the message says what to do
   */
  Trace trace(String from, String to);
}
