package io.fairlead.registry;

import java.time.Instant;

/**
 * How a mirror is.
 *
 * @param writes keys written and removed since the start
 * @param failures tries that did not succeed
 * @param instances that it was last told of
 * @param current whether it holds what this node registers now
 * @param lastSuccess the epoch before the first
 * @param problem why the last try failed; empty where it did not
 */
public record MirrorStats(
    long writes,
    long failures,
    int instances,
    boolean current,
    Instant lastSuccess,
    String problem) {
  static final MirrorStats NONE = new MirrorStats(0, 0, 0, false, Instant.EPOCH, "");

  MirrorStats applied(int more, int now, boolean isCurrent, Instant at) {
    return new MirrorStats(writes + more, failures, now, isCurrent, at, "");
  }

  MirrorStats failed(String why) {
    return new MirrorStats(writes, failures + 1, instances, false, lastSuccess, why);
  }

  MirrorStats behind() {
    return current
        ? new MirrorStats(writes, failures, instances, false, lastSuccess, problem)
        : this;
  }
}
