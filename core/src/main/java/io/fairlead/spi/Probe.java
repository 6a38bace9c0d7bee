package io.fairlead.spi;

import io.fairlead.model.CheckSpec;
import io.fairlead.model.IpAddress;
import java.time.Duration;

/**
 * Runs one kind of health check. Called on a virtual thread, many at a time; thread-safe. A target
 * that cannot be reached is a verdict, never an exception.
 */
public interface Probe {
  /** Looks once, within {@code timeout}. */
  Verdict probe(Target target, Duration timeout) throws InterruptedException;

  /**
   * What to look at.
   *
   * @param address where the node reaches the instance
   * @param port the instance's port, or 0; a port in {@code spec} goes first
   * @param container the container's name, or empty
   */
  record Target(CheckSpec spec, IpAddress address, int port, String container) {}

  /**
   * What one look found.
   *
   * @param output one line for people: {@code "HTTP 503"}
   */
  record Verdict(boolean passed, String output) {}
}
