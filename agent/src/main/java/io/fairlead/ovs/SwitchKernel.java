package io.fairlead.ovs;

import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.SwitchPort;
import io.fairlead.spi.kernel.SwitchState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A kernel with switches of Open vSwitch beside it. A host without Open vSwitch has none, and costs
 * one look for its socket.
 */
public final class SwitchKernel implements Kernel {
  private static final System.Logger LOG = System.getLogger(SwitchKernel.class.getName());

  private final Kernel kernel;
  private final Path socket;
  private final BooleanSupplier own;
  private final Switches switches;

  /**
   * Beside a kernel.
   *
   * @param socket where ovsdb-server listens; beside it ovs-vswitchd has its sockets
   * @param own whether the kernel forwards for switches itself; else Open vSwitch does
   */
  public SwitchKernel(Kernel kernel, Path socket, BooleanSupplier own) {
    this.kernel = kernel;
    this.socket = socket;
    this.own = own;
    this.switches = new Switches(kernel, socket);
  }

  @Override
  public HostState observe(Scope scope) {
    HostState seen = kernel.observe(scope);
    Bridges bridges = bridges(seen);
    if (bridges.byName().isEmpty()) {
      return seen;
    }
    List<HostItem> all = new ArrayList<>();
    for (HostItem item : seen.items()) {
      if (!(item instanceof LinkState link && bridges.byName().containsKey(link.name()))) {
        // The kernel's own switch is the master of all ports, which are told by their switch.
        boolean plugged = item instanceof LinkState link && Switches.KERNELS.equals(link.master());
        all.add(plugged ? ((LinkState) item).under(null) : item);
      }
    }
    bridges.byName().forEach((name, bridge) -> all.addAll(switches.items(name, bridge, seen)));
    return HostState.seen(all);
  }

  /** Those that the database has; while it does not answer, those whose links are there. */
  private Bridges bridges(HostState seen) {
    List<String> links =
        seen.all(LinkState.class).stream().filter(Switches::isOurs).map(LinkState::name).toList();
    if (links.isEmpty() && !Files.exists(socket)) {
      return new Bridges(Map.of());
    }
    try {
      return switches.ours();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Open vSwitch: {0}", e.toString());
      Map<String, Bridges.Bridge> known = new TreeMap<>();
      links.forEach(name -> known.put(name, new Bridges.Bridge("", Map.of())));
      return new Bridges(known);
    }
  }

  @Override
  public void apply(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    List<Op> waiting = new ArrayList<>();
    for (Op op : ops) {
      if (!waiting.isEmpty() && room(op) != room(waiting.getFirst())) {
        pass(waiting, failures);
      }
      waiting.add(op);
    }
    pass(waiting, failures);
    if (!failures.isEmpty()) {
      throw KernelException.failed(failures);
    }
  }

  /** Who does a step; those of one room are done together. */
  private static int room(Op op) {
    return switch (op.item()) {
      case SwitchState _ -> 1;
      case SwitchPort _ -> 2;
      case FlowState _ -> 3;
      default -> op instanceof Op.Change(SwitchState _, HostItem _) ? 4 : 0;
    };
  }

  private void pass(List<Op> waiting, List<Failure> failures) {
    if (waiting.isEmpty()) {
      return;
    }
    List<Op> ops = List.copyOf(waiting);
    waiting.clear();
    switch (room(ops.getFirst())) {
      case 1 -> ops.forEach(op -> one(op, () -> switches.step(op, own.getAsBoolean()), failures));
      case 2 -> failures.addAll(switches.ports(ops));
      case 3 -> failures.addAll(switches.flows(ops));
      case 4 ->
          ops.forEach(
              op ->
                  one(
                      op,
                      () -> {
                        switches.end(((Op.Change) op).from().key().name());
                        kernel.apply(List.of(new Op.Create(op.item())));
                      },
                      failures));
      default -> kernels(ops.stream().map(this::fitted).toList(), failures);
    }
  }

  private static void one(Op op, Runnable work, List<Failure> failures) {
    try {
      work.run();
    } catch (KernelException e) {
      failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
    }
  }

  private void kernels(List<Op> ops, List<Failure> failures) {
    try {
      kernel.apply(ops);
    } catch (KernelException e) {
      if (e.failures().isEmpty()) {
        throw e;
      }
      failures.addAll(e.failures());
    }
  }

  /** Where the kernel forwards itself it knows of checksums that are missing. */
  private Op fitted(Op op) {
    return op instanceof Op.Create(LinkState link)
            && link.peer() != null
            && link.peer().sums()
            && own.getAsBoolean()
        ? new Op.Create(link.pairedWith(link.peer().summed(false)))
        : op;
  }

  @Override
  public Watching watch(Runnable changed) {
    Watching links = kernel.watch(changed);
    SwitchWatch watch = SwitchWatch.start(socket, changed);
    return () -> {
      watch.close();
      links.close();
    };
  }

  @Override
  public void close() {
    kernel.close();
  }
}
