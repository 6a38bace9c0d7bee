package io.fairlead.spi;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;

/**
 * What people and programs may change on this node through the API. Thread-safe; each call returns
 * once it is handed on, and shows in the catalog soon after.
 */
public interface Registrar {
  /** Registers or replaces an instance of the API's own source. */
  void register(Registration registration);

  /**
   * Removes an instance that came through the API.
   *
   * @return false where there is none of that id
   */
  boolean deregister(String id, Cause cause);

  /**
   * Renews a TTL check of any local instance.
   *
   * @param check the check's name; empty for its only TTL check
   * @return false where there is no such instance or check
   */
  boolean renew(String id, String check, Probe.Verdict verdict);

  /**
   * Marks any local instance draining, or takes the mark off. The mark survives a restart of the
   * agent.
   *
   * @return false where there is no such instance
   */
  boolean drain(String id, boolean draining, Cause cause);

  /**
   * Marks all of this node, what comes later too, or takes that mark off. The mark survives a
   * restart of the agent.
   */
  void drainNode(boolean draining, Cause cause);
}
