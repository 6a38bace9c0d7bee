package io.fairlead.spi;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import java.util.List;

/**
 * Where a source puts what it sees. Calls return quickly and may come from any thread, but only one
 * at a time. Saying the same thing twice changes nothing.
 */
public interface Sink {
  /** All that the source sees now; whatever it said before and is not in here is gone. */
  void reset(List<Registration> all, Cause cause);

  /** One registration, new or changed. */
  void upsert(Registration registration);

  /** One registration that is gone. Unknown ids are ignored. */
  void remove(RegistrationId id, Cause cause);

  /** Something that people may ask about later but that is no registration. */
  void remark(Remark remark);
}
