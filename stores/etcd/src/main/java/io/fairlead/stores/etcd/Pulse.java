package io.fairlead.stores.etcd;

import io.fairlead.spi.Time;
import java.time.Duration;

/** When etcd was last known to speak for a majority, and whether that is doubted. Thread-safe. */
final class Pulse {
  /** An answer that takes no longer than this raises no doubt. */
  private static final Duration USUAL = Duration.ofSeconds(1);

  private final Time time;

  // All guarded by this.
  private long felt;
  private long asked;
  private boolean asking;
  private boolean missed;

  /** It was felt just now. */
  Pulse(Time time) {
    this.time = time;
    felt = time.nanos();
  }

  synchronized void felt() {
    felt = time.nanos();
    asking = false;
    missed = false;
  }

  /** A question is out; the answer is felt or missed. */
  synchronized void asked() {
    asked = time.nanos();
    asking = true;
  }

  synchronized void missed() {
    asking = false;
    missed = true;
  }

  synchronized boolean isMissed() {
    return missed;
  }

  /** The time since it was felt, where it is missed or an answer is overdue; zero elsewhere. */
  synchronized Duration doubt() {
    long now = time.nanos();
    boolean overdue = asking && now - asked > USUAL.toNanos();
    return missed || overdue ? Duration.ofNanos(now - felt) : Duration.ZERO;
  }
}
