package io.fairlead.registry;

import java.time.Instant;

/**
 * What a registry has done since it started.
 *
 * @param commits transactions done
 * @param ops puts and deletes in them
 * @param conflicts transactions that the store turned down for a guard
 * @param retries waits for a store that was away
 * @param renewals of the lease
 * @param pending keys that wait to be written now
 * @param lastSuccess when the store last did what it was asked; the epoch before the first time
 */
public record RegistryStats(
    long commits,
    long ops,
    long conflicts,
    long retries,
    long renewals,
    int pending,
    Instant lastSuccess) {
  static final RegistryStats NONE = new RegistryStats(0, 0, 0, 0, 0, 0, Instant.EPOCH);

  RegistryStats committed(int more, Instant at) {
    return new RegistryStats(commits + 1, ops + more, conflicts, retries, renewals, pending, at);
  }

  RegistryStats conflicted() {
    return new RegistryStats(commits, ops, conflicts + 1, retries, renewals, pending, lastSuccess);
  }

  RegistryStats retried() {
    return new RegistryStats(commits, ops, conflicts, retries + 1, renewals, pending, lastSuccess);
  }

  RegistryStats renewed(Instant at) {
    return new RegistryStats(commits, ops, conflicts, retries, renewals + 1, pending, at);
  }

  RegistryStats withPending(int now) {
    return new RegistryStats(commits, ops, conflicts, retries, renewals, now, lastSuccess);
  }
}
