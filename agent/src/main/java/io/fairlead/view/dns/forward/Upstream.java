package io.fairlead.view.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One resolver and how it has been lately. Written by the forwarding thread alone; {@link #stats()}
 * may be called from any.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
final class Upstream {
  /** Failures in a row after which it is asked last. */
  static final int DEAD_AFTER = 3;

  /** How often a dead one is tried with a question that others answer meanwhile. */
  static final long PROBE_EVERY = Duration.ofSeconds(2).toNanos();

  /** How long one that failed last time may take before the next is asked. */
  static final long SHORT_PATIENCE = Duration.ofMillis(300).toNanos();

  private final InetSocketAddress address;
  private volatile int failuresInRow;
  private volatile long roundTrip;
  private volatile long sent;
  private volatile long answered;
  private volatile long failed;
  private long probeAt;

  Upstream(InetSocketAddress address) {
    this.address = address;
  }

  InetSocketAddress address() {
    return address;
  }

  void asked() {
    sent++;
  }

  void answered(long nanos) {
    answered++;
    failuresInRow = 0;
    roundTrip = roundTrip == 0 ? nanos : roundTrip + (nanos - roundTrip) / 8;
  }

  void failed(long now) {
    failed++;
    failuresInRow++;
    if (failuresInRow == DEAD_AFTER) {
      probeAt = now + PROBE_EVERY;
    }
  }

  boolean dead() {
    return failuresInRow >= DEAD_AFTER;
  }

  /** How long to wait for it before the next is asked. */
  long patience(long timeout) {
    return failuresInRow == 0 ? timeout : Math.min(timeout, SHORT_PATIENCE);
  }

  /** Whether it is dead and time to see if it is back; true once in {@link #PROBE_EVERY}. */
  boolean probe(long now) {
    if (!dead() || now - probeAt < 0) {
      return false;
    }
    probeAt = now + PROBE_EVERY;
    return true;
  }

  ForwardStats.Server stats() {
    return new ForwardStats.Server(
        address, !dead(), sent, answered, failed, Duration.ofNanos(roundTrip));
  }
}
