package io.fairlead.spi;

import io.fairlead.model.Check;
import io.fairlead.model.IpAddress;
import io.fairlead.model.RegistrationId;
import java.util.List;

/** Runs the checks of registrations and tells {@link Verdicts} what they find. Thread-safe. */
public interface HealthChecks {
  /**
   * Runs these checks from now on, in place of those it ran for {@code id} before. Checks that are
   * the same go on with the state they have.
   */
  void follow(RegistrationId id, Subject subject, List<Check> checks);

  /** Stops all checks of {@code id}. */
  void forget(RegistrationId id);

  /**
   * Renews a TTL check with a verdict from outside.
   *
   * @param check the check's name; empty for the registration's only TTL check
   * @return false where there is no such check
   */
  boolean renew(RegistrationId id, String check, Probe.Verdict verdict);

  /**
   * What is checked.
   *
   * @param port the instance's port, or 0
   * @param container the container's name, or empty
   */
  record Subject(IpAddress address, int port, String container) {}
}
