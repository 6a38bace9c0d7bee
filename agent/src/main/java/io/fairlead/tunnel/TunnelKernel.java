package io.fairlead.tunnel;

import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.spi.kernel.Tunnels;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel with encrypted links: its own, or where it makes none those of a program that is started
 * for each and ends with its link.
 */
public final class TunnelKernel implements Kernel {
  private static final LinkKind OWN = new LinkKind.Other("wireguard");
  private static final LinkKind PROGRAMS = new LinkKind.Other("tun");

  private final Kernel kernel;
  private final BooleanSupplier makes;
  private final Tunnels own;
  private final UserTunnels beside;
  private final PairLinks pairs;

  /**
   * Beside a kernel.
   *
   * @param makes whether the kernel makes such links
   * @param own those that it makes
   * @param beside those of a program
   * @param pairs those that lead to one node each
   */
  public TunnelKernel(
      Kernel kernel, BooleanSupplier makes, Tunnels own, UserTunnels beside, OpenvpnTunnels pairs) {
    this.kernel = kernel;
    this.makes = makes;
    this.own = own;
    this.beside = beside;
    this.pairs = new PairLinks(kernel, pairs);
  }

  @Override
  public HostState observe(Scope scope) {
    HostState seen = kernel.observe(scope);
    List<HostItem> all = new ArrayList<>();
    for (LinkState link : seen.all(LinkState.class)) {
      if (link.sandbox().isHost() && link.name().startsWith(LinkNames.TUNNEL)) {
        TunnelState tunnel = look(link);
        if (tunnel != null) {
          all.add(tunnel);
        }
      }
    }
    all.addAll(pairs.look(seen));
    if (all.isEmpty()) {
      return seen;
    }
    all.addAll(0, seen.items());
    return HostState.seen(all);
  }

  private @Nullable TunnelState look(LinkState link) {
    if (link.kind().equals(OWN)) {
      return own.look(link);
    }
    return link.kind().equals(PROGRAMS) ? beside.look(link) : null;
  }

  @Override
  public void apply(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    List<Op> waiting = new ArrayList<>();
    List<Op> paired = new ArrayList<>();
    for (Op op : ops) {
      if (op.item() instanceof TunnelState tunnel) {
        pass(waiting, failures);
        if (OpenvpnTunnels.isOurs(tunnel.name())) {
          paired.add(op);
          continue;
        }
      }
      failures.addAll(pairs.apply(paired));
      paired.clear();
      if (op.item() instanceof TunnelState tunnel) {
        try {
          step(op, tunnel);
        } catch (KernelException e) {
          failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
        }
      } else {
        waiting.add(op);
      }
    }
    failures.addAll(pairs.apply(paired));
    pass(waiting, failures);
    if (!failures.isEmpty()) {
      throw KernelException.failed(failures);
    }
  }

  private void pass(List<Op> waiting, List<Failure> failures) {
    if (!waiting.isEmpty()) {
      try {
        kernel.apply(List.copyOf(waiting));
      } catch (KernelException e) {
        if (e.failures().isEmpty()) {
          throw e;
        }
        failures.addAll(e.failures());
      } finally {
        waiting.clear();
      }
    }
  }

  private void step(Op op, TunnelState tunnel) {
    switch (op) {
      case Op.Delete _ -> end(link(tunnel, OWN));
      case Op.Create _ -> make(tunnel);
      case Op.Change(TunnelState before, HostItem _) -> change(before, tunnel);
      case Op.Change(HostItem _, HostItem _) -> {
        // Something of its name that nobody answers for.
        end(link(tunnel, OWN));
        make(tunnel);
      }
    }
  }

  private void end(LinkState link) {
    beside.end(link.name(), () -> kernel.apply(List.of(new Op.Delete(link))));
  }

  private void make(TunnelState tunnel) {
    if (makes.getAsBoolean()) {
      LinkState link = link(tunnel, OWN);
      kernel.apply(List.of(new Op.Create(link.down())));
      own.tell(null, tunnel);
      kernel.apply(List.of(new Op.Change(link.down(), link)));
    } else {
      LinkState link = link(tunnel, PROGRAMS);
      beside.start(tunnel.name());
      beside.tell(null, tunnel);
      kernel.apply(List.of(new Op.Change(link.withMtu(0).down(), link)));
    }
  }

  private void change(TunnelState before, TunnelState tunnel) {
    LinkState link = link(tunnel, makes.getAsBoolean() ? OWN : PROGRAMS);
    if (before.mtu() != tunnel.mtu() || before.up() != tunnel.up()) {
      LinkState was = link.withMtu(before.mtu());
      kernel.apply(List.of(new Op.Change(before.up() ? was : was.down(), link)));
    }
    (makes.getAsBoolean() ? own : beside).tell(before, tunnel);
  }

  private static LinkState link(TunnelState tunnel, LinkKind kind) {
    return LinkState.of(Sandbox.HOST, tunnel.name(), kind).withMtu(tunnel.mtu());
  }

  @Override
  public Watching watch(Runnable changed) {
    return kernel.watch(changed);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
