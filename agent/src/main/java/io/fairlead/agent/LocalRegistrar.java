package io.fairlead.agent;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import io.fairlead.registry.Registry;
import io.fairlead.source.api.ApiSource;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Registrar;

/** What the API may change: its own source's instances, and marks on all of this node's. */
record LocalRegistrar(ApiSource source, Registry registry, NodeDrain drain) implements Registrar {
  @Override
  public void register(Registration registration) {
    source.register(registration);
  }

  @Override
  public boolean deregister(String id, Cause cause) {
    return source.deregister(id, cause);
  }

  @Override
  public boolean renew(String id, String check, Probe.Verdict verdict) {
    return registry.renew(id, check, verdict);
  }

  @Override
  public boolean drain(String id, boolean draining, Cause cause) {
    return registry.drain(id, draining, cause);
  }

  @Override
  public void drainNode(boolean draining, Cause cause) {
    drain.set(draining ? cause : null);
    registry.drainNode(draining, cause);
  }
}
