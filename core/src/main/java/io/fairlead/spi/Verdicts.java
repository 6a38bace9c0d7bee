package io.fairlead.spi;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.RegistrationId;

/** Where the health engine puts what it finds. Calls return quickly; thread-safe. */
public interface Verdicts {
  /** A check changed its health, or spoke for the first time. Not called for repeats. */
  void changed(RegistrationId id, CheckState state);

  /** A check has failed for longer than its deregister-after ({@code overdue}), or passes again. */
  void overdue(RegistrationId id, boolean overdue, Cause cause);
}
