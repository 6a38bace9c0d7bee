package io.fairlead.testkit.kernel;

import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A host in memory, with the kernel's habits that matter: what hangs on a link goes with it, and a
 * pair's ends live and die together. Thread-safe.
 */
public final class MemoryKernel implements Kernel {
  private final Map<HostItem.Key, HostItem> items = new LinkedHashMap<>();
  private final Map<HostItem.Key, HostItem.Key> pairs = new LinkedHashMap<>();
  private final Set<Sandbox> sandboxes = new HashSet<>(Set.of(Sandbox.HOST));
  private final List<Runnable> watchers = new ArrayList<>();
  private @Nullable String trouble;
  private long observed;

  /** A container's sandbox begins. */
  public synchronized void begin(Sandbox sandbox) {
    sandboxes.add(sandbox);
  }

  /** A container's sandbox ends, with its links and their other ends. */
  public synchronized void end(Sandbox sandbox) {
    sandboxes.remove(sandbox);
    for (HostItem item : List.copyOf(items.values())) {
      if (item.sandbox().equals(sandbox)) {
        remove(item.key());
      }
    }
    tell();
  }

  /** From now on nothing can be seen, and why; null where it can again. */
  public synchronized void refuse(@Nullable String why) {
    trouble = why;
  }

  /** How often it was looked at. */
  public synchronized long observed() {
    return observed;
  }

  @Override
  public synchronized HostState observe(Scope scope) {
    observed++;
    if (trouble != null) {
      throw KernelException.unseen(trouble, new IllegalStateException(trouble));
    }
    return HostState.seen(items.values().stream().filter(item -> within(scope, item)).toList());
  }

  private static boolean within(Scope scope, HostItem item) {
    if (!scope.sandboxes().containsKey(item.sandbox())) {
      return false;
    }
    return switch (item) {
      case LinkState link -> scope.sees(link.sandbox(), link.name());
      case AddressState address -> scope.sees(address.sandbox(), address.link());
      case NeighbourState neighbour -> scope.sees(neighbour.sandbox(), neighbour.link());
      case ForwardingState entry -> scope.sees(entry.sandbox(), entry.link());
      case SysctlState sysctl ->
          scope.sysctls().getOrDefault(sysctl.sandbox(), Set.of()).contains(sysctl.name());
      case NftTable table ->
          scope.tables().contains(table.sandbox()) && table.name().startsWith(Scope.TABLES);
      default -> true;
    };
  }

  @Override
  public synchronized void apply(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    for (Op op : ops) {
      String why = refusal(op);
      if (why == null) {
        apply(op);
      } else {
        failures.add(new Failure(op, why, false));
      }
    }
    tell();
    if (!failures.isEmpty()) {
      throw KernelException.failed(failures);
    }
  }

  private @Nullable String refusal(Op op) {
    HostItem item = op.item();
    if (op instanceof Op.Delete) {
      return null;
    }
    if (!sandboxes.contains(item.sandbox())) {
      return "the sandbox " + item.sandbox() + " is not there";
    }
    String on = item instanceof LinkState link ? link.master() : item.link();
    if (on != null && !items.containsKey(LinkState.key(item.sandbox(), on))) {
      return "there is no link " + on;
    }
    if (op instanceof Op.Create && items.containsKey(item.key())) {
      return "there is one already";
    }
    if (item instanceof LinkState link && op instanceof Op.Create) {
      LinkState.Peer peer = link.peer();
      if (link.kind() instanceof LinkKind.Veth && peer == null) {
        return "its other end makes both";
      }
      if (peer != null && !sandboxes.contains(peer.sandbox())) {
        return "the sandbox " + peer.sandbox() + " is not there";
      }
    }
    return null;
  }

  private void apply(Op op) {
    HostItem item = op.item();
    switch (op) {
      case Op.Delete _ -> remove(item.key());
      case Op.Change _ -> items.put(item.key(), filled(item));
      case Op.Create _ -> {
        items.put(item.key(), filled(item));
        if (item instanceof LinkState link && link.peer() != null) {
          LinkState.Peer peer = link.peer();
          LinkState other =
              LinkState.of(peer.sandbox(), peer.name(), link.kind()).withMac(peer.mac()).down();
          items.put(other.key(), other.withMtu(link.mtu()));
          pairs.put(link.key(), other.key());
          pairs.put(other.key(), link.key());
        }
      }
    }
  }

  /** What the kernel chooses where nothing was said. */
  private static HostItem filled(HostItem item) {
    if (!(item instanceof LinkState link)) {
      return item;
    }
    LinkState made = link.mtu() == 0 ? link.withMtu(1500) : link;
    return made.master() != null && made.port() == null ? made.asPort(PortOptions.DEFAULT) : made;
  }

  private void remove(HostItem.Key key) {
    HostItem gone = items.remove(key);
    if (!(gone instanceof LinkState link)) {
      return;
    }
    for (HostItem item : List.copyOf(items.values())) {
      if (item.sandbox().equals(link.sandbox())) {
        if (item instanceof LinkState other && link.name().equals(other.master())) {
          items.put(other.key(), other.under(null));
        }
        boolean stands = item instanceof LinkState other && link.name().equals(other.parent());
        if (stands || link.name().equals(item.link())) {
          remove(item.key());
        }
      }
    }
    HostItem.Key pair = pairs.remove(key);
    if (pair != null) {
      pairs.remove(pair);
      remove(pair);
    }
  }

  private void tell() {
    watchers.forEach(Runnable::run);
  }

  @Override
  public synchronized Watching watch(Runnable changed) {
    watchers.add(changed);
    return () -> forget(changed);
  }

  private synchronized void forget(Runnable watcher) {
    watchers.remove(watcher);
  }

  @Override
  public synchronized void close() {
    watchers.clear();
  }
}
