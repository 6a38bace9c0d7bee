package io.fairlead.agent.network;

import io.fairlead.reconcile.Differences;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Op;
import java.util.List;
import java.util.function.Supplier;

/**
 * Brings published ports into the kernel, and out of it, by the difference that they make; the
 * reconciler repairs behind it. Thread-safe.
 */
final class PortWay {
  private final Supplier<HostState> wanted;
  private final Reconciler reconciler;

  // Guarded by this: what was brought there last.
  private HostState last = HostState.EMPTY;

  PortWay(Supplier<HostState> wanted, Reconciler reconciler) {
    this.wanted = wanted;
    this.reconciler = reconciler;
  }

  synchronized void apply() {
    HostState now = wanted.get();
    // Where nothing is wanted the table goes after the links that it guards.
    List<Op> ops = now.items().isEmpty() ? List.of() : Differences.between(last, now);
    if (!ops.isEmpty()) {
      reconciler.step(ops);
    }
    last = now;
    reconciler.wake();
  }
}
