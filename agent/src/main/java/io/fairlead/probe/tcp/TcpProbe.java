package io.fairlead.probe.tcp;

import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Attempt;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Time;
import java.time.Duration;

/** Passes where a TCP connection is accepted; says nothing over it. Thread-safe. */
public final class TcpProbe implements Probe {
  private final Time time;

  /** A probe that keeps its deadlines by {@code time}. */
  public TcpProbe(Time time) {
    this.time = time;
  }

  @Override
  public Verdict probe(Target target, Duration timeout) throws InterruptedException {
    if (!(target.spec() instanceof CheckSpec.Tcp spec)) {
      throw new IllegalArgumentException("not a TCP check: " + target.spec());
    }
    return new Attempt(target, spec.port(), timeout, time)
        .plain(socket -> new Verdict(true, "connection accepted"));
  }
}
