package io.fairlead.health;

import io.fairlead.model.RegistrationId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checks of one registration. Guarded by the engine. */
final class Followed {
  final RegistrationId id;
  final Map<String, Watched> checks = new LinkedHashMap<>();

  /** Whether it was last told that the registration is overdue. */
  boolean toldOverdue;

  Followed(RegistrationId id) {
    this.id = id;
  }

  boolean overdue() {
    return checks.values().stream().anyMatch(check -> check.overdue);
  }
}
