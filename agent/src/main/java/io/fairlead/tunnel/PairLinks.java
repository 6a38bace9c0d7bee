package io.fairlead.tunnel;

import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.TunnelState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Links to one other node each, made and switched on: whatever is to be different of one, it is
 * made anew. All that are wanted at once are started before the first is waited for.
 */
final class PairLinks {
  // Of changes that may be others', for each link that is waited for.
  private static final int MOST_LOOKS = 50;

  private final Kernel kernel;
  private final OpenvpnTunnels tunnels;

  PairLinks(Kernel kernel, OpenvpnTunnels tunnels) {
    this.kernel = kernel;
    this.tunnels = tunnels;
  }

  /** What of such links is there. */
  List<TunnelState> look(HostState seen) {
    return tunnels.look(seen);
  }

  /** Does these steps, and tells which could not be done. */
  List<Failure> apply(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    if (ops.isEmpty()) {
      return failures;
    }
    List<Op> started = new ArrayList<>();
    Semaphore told = new Semaphore(0);
    try (Kernel.Watching _ = kernel.watch(told::release)) {
      for (Op op : ops) {
        try {
          LinkState link = link(op);
          tunnels.end(link.name());
          kernel.apply(List.of(new Op.Delete(link)));
          if (!(op instanceof Op.Delete) && op.item() instanceof TunnelState wanted) {
            tunnels.start(wanted);
            started.add(op);
          }
        } catch (KernelException e) {
          failures.add(failure(op, e));
        }
      }
      await(started, told, failures);
    }
    started.forEach(op -> failures.add(failure(op, tunnels.absent(link(op).name()))));
    return failures;
  }

  /** Switches on those links that programs make by and by; the others stay. */
  private void await(List<Op> started, Semaphore told, List<Failure> failures) {
    int looks = MOST_LOOKS * started.size();
    while (!started.isEmpty() && looks-- > 0) {
      int _ = told.drainPermits();
      HostState seen = kernel.observe(Scope.of(HostState.EMPTY));
      started.removeIf(op -> seen.get(link(op).key()) != null && switchOn(op, failures));
      try {
        if (!started.isEmpty() && !told.tryAcquire(OpenvpnTunnels.PATIENCE, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw KernelException.unseen("the agent is ending", e);
      }
    }
  }

  private boolean switchOn(Op op, List<Failure> failures) {
    LinkState link = link(op);
    try {
      kernel.apply(List.of(new Op.Change(link.withMtu(0).down(), link)));
    } catch (KernelException e) {
      failures.add(failure(op, e));
    }
    return true;
  }

  private static LinkState link(Op op) {
    int mtu = op.item() instanceof TunnelState tunnel ? tunnel.mtu() : 0;
    return LinkState.of(Sandbox.HOST, op.item().key().name(), OpenvpnTunnels.KIND).withMtu(mtu);
  }

  private static Failure failure(Op op, KernelException e) {
    return new Failure(op, String.valueOf(e.getMessage()), true);
  }
}
