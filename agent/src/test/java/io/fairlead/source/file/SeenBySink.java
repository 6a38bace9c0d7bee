package io.fairlead.source.file;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what a source says. */
final class SeenBySink implements Sink {
  private final Map<String, Registration> held = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();
  private int resets;

  @Override
  public synchronized void reset(List<Registration> all, Cause cause) {
    resets++;
    held.clear();
    all.forEach(registration -> held.put(registration.id().id(), registration));
  }

  @Override
  public synchronized void upsert(Registration registration) {
    held.put(registration.id().id(), registration);
  }

  @Override
  public synchronized void remove(RegistrationId id, Cause cause) {
    held.remove(id.id());
  }

  @Override
  public synchronized void remark(Remark remark) {
    remarks.add(remark.subject() + ": " + remark.cause().what());
  }

  synchronized Map<String, Registration> held() {
    return Map.copyOf(held);
  }

  synchronized List<String> remarks() {
    return List.copyOf(remarks);
  }

  synchronized int resets() {
    return resets;
  }
}
