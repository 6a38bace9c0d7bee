package io.fairlead.spi;

/**
 * Says why traffic on this host's networks goes as it goes. Thread-safe; it looks into the kernel.
 */
public interface Explaining {
  /**
   * Who guards this host's endpoints, and what came.
   *
   * @throws NetworkRefused where this host has no networks; the message says why
   */
  PolicyReport policy();
}
