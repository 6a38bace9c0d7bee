package io.fairlead.ovs;

import io.fairlead.model.net.LinkNames;
import io.fairlead.ovs.Bridges.Bridge;
import io.fairlead.ovs.Bridges.Port;
import io.fairlead.spi.kernel.FlowState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SwitchPort;
import io.fairlead.spi.kernel.SwitchState;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.openflow.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The switches of our names on one host: seen, made, changed and ended. */
final class Switches {
  /** The link that is the master of all ports where the kernel forwards itself. */
  static final String KERNELS = "ovs-system";

  private static final System.Logger LOG = System.getLogger(Switches.class.getName());
  private static final LinkKind ANY = new LinkKind.Other("tun");
  private static final LinkKind OF_KERNEL = new LinkKind.Other("openvswitch");

  private final Kernel kernel;
  private final Path socket;
  private final Database database;

  Switches(Kernel kernel, Path socket) {
    this.kernel = kernel;
    this.socket = socket;
    this.database = new Database(socket);
  }

  /** Whether a link is that of a switch of ours, made by Open vSwitch or by the kernel for it. */
  static boolean isOurs(LinkState link) {
    return link.sandbox().isHost()
        && link.name().startsWith(LinkNames.BRIDGE)
        && (link.kind().equals(ANY) || link.kind().equals(OF_KERNEL));
  }

  /** Those of our names. */
  Bridges ours() throws IOException {
    Map<String, Bridge> ours = new TreeMap<>(database.look().byName());
    ours.keySet().removeIf(name -> !name.startsWith(LinkNames.BRIDGE));
    return new Bridges(ours);
  }

  private Bridges known() {
    try {
      return ours();
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  /** A switch with its ports and flows, as they are. */
  List<HostItem> items(String name, Bridge bridge, HostState links) {
    List<HostItem> items = new ArrayList<>();
    items.add(state(name, links));
    for (Map.Entry<String, Port> port : bridge.ports().entrySet()) {
      if (!port.getKey().equals(name)) {
        boolean open =
            port.getValue().number() > 0
                && links.get(LinkState.key(Sandbox.HOST, port.getKey())) != null;
        items.add(new SwitchPort(Sandbox.HOST, name, port.getKey(), open));
      }
    }
    try {
      Translation translation = new Translation(name, bridge);
      for (Flow flow : table(name).list()) {
        items.add(translation.state(flow));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "flows of {0}: {1}", name, e.toString());
    }
    return items;
  }

  /** A switch without its link, as while nobody makes it, is switched off. */
  private static SwitchState state(String name, HostState links) {
    if (links.get(LinkState.key(Sandbox.HOST, name)) instanceof LinkState link) {
      HardwareAddress mac = link.mac();
      if (mac != null) {
        return new SwitchState(Sandbox.HOST, name, mac, link.mtu(), link.up());
      }
    }
    return new SwitchState(Sandbox.HOST, name, HardwareAddress.ZERO, 0, false);
  }

  /**
   * Makes, changes or ends a switch.
   *
   * @param own whether the kernel is to forward for it
   * @throws KernelException where that fails
   */
  void step(Op op, boolean own) {
    SwitchState wanted = (SwitchState) op.item();
    switch (op) {
      case Op.Delete _ -> end(wanted.name());
      case Op.Create _ -> make(wanted, own);
      case Op.Change(SwitchState before, HostItem _) -> {
        tell(Operations.change(wanted));
        up(wanted, before.up());
      }
      case Op.Change(HostItem from, HostItem _) -> {
        // Something of its name that is no switch of ours.
        kernel.apply(List.of(new Op.Delete(from)));
        make(wanted, own);
      }
    }
  }

  private void make(SwitchState wanted, boolean own) {
    if (known().byName().containsKey(wanted.name())) {
      tell(Operations.change(wanted));
    } else {
      tell(Operations.make(wanted, own ? "system" : "netdev"));
    }
    Bridge made = known().byName().get(wanted.name());
    Port port = made == null ? null : made.ports().get(wanted.name());
    if (port != null && !port.trouble().isEmpty()) {
      throw failed(port.trouble(), new IOException(port.trouble()));
    }
    up(wanted, false);
  }

  private void up(SwitchState wanted, boolean is) {
    if (!is) {
      LinkState link = LinkState.of(Sandbox.HOST, wanted.name(), ANY);
      kernel.apply(List.of(new Op.Change(link.down(), link)));
    }
  }

  /** Ends a switch; it is no failure where it is gone already. */
  void end(String name) {
    Bridge bridge = known().byName().get(name);
    if (bridge != null) {
      tell(List.of(Operations.end(bridge.id())));
    }
  }

  /** Plugs and unplugs, all at once; what could not be done, and why. */
  List<Failure> ports(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    try {
      plug(ops, failures);
    } catch (KernelException e) {
      ops.forEach(op -> failures.add(new Failure(op, String.valueOf(e.getMessage()), true)));
    }
    return failures;
  }

  private void plug(List<Op> ops, List<Failure> failures) {
    Bridges before = known();
    List<Map<String, Object>> operations = new ArrayList<>();
    for (Op op : ops) {
      SwitchPort port = (SwitchPort) op.item();
      if (op instanceof Op.Create && isOpen(before, port)) {
        continue; // it was not seen, but it is there
      }
      before
          .byName()
          .forEach(
              (name, bridge) -> {
                Port old = bridge.ports().get(port.name());
                if (old != null) {
                  operations.add(Operations.unplug(name, old.id()));
                }
              });
      if (!(op instanceof Op.Delete)) {
        operations.addAll(Operations.plug(port.bridge(), port.name(), operations.size()));
      }
    }
    tell(operations);
    Bridges after = known();
    for (Op op : ops) {
      SwitchPort port = (SwitchPort) op.item();
      if (!(op instanceof Op.Delete) && !isOpen(after, port)) {
        Bridge bridge = after.byName().get(port.bridge());
        Port now = bridge == null ? null : bridge.ports().get(port.name());
        String why = now == null ? "there is no such switch" : now.trouble();
        failures.add(new Failure(op, why.isEmpty() ? "it has no number yet" : why, true));
      }
    }
  }

  private static boolean isOpen(Bridges bridges, SwitchPort port) {
    Bridge bridge = bridges.byName().get(port.bridge());
    Port now = bridge == null ? null : bridge.ports().get(port.name());
    return now != null && now.number() > 0;
  }

  /** Adds and removes flows, all of a switch at once; what could not be done, and why. */
  List<Failure> flows(List<Op> ops) {
    List<Failure> failures = new ArrayList<>();
    Map<String, List<Op>> byBridge = new LinkedHashMap<>();
    for (Op op : ops) {
      String bridge = ((FlowState) op.item()).bridge();
      byBridge.computeIfAbsent(bridge, name -> new ArrayList<>()).add(op);
    }
    try {
      Bridges bridges = ours();
      byBridge.forEach((name, some) -> flows(name, bridges.byName().get(name), some, failures));
    } catch (IOException e) {
      ops.forEach(op -> failures.add(new Failure(op, String.valueOf(e.getMessage()), true)));
    }
    return failures;
  }

  private void flows(String name, @Nullable Bridge bridge, List<Op> ops, List<Failure> failures) {
    if (bridge == null) {
      ops.stream()
          .filter(op -> !(op instanceof Op.Delete))
          .forEach(op -> failures.add(new Failure(op, "there is no switch " + name, true)));
      return;
    }
    Translation translation = new Translation(name, bridge);
    List<Op> told = new ArrayList<>();
    List<Map.Entry<Flow, Boolean>> changes = new ArrayList<>();
    for (Op op : ops) {
      try {
        boolean add = !(op instanceof Op.Delete);
        changes.add(Map.entry(translation.flow((FlowState) op.item()), add));
        told.add(op);
      } catch (Translation.Unplugged e) {
        failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
      }
    }
    try {
      table(name)
          .change(changes)
          .forEach((place, why) -> failures.add(new Failure(told.get(place), why, false)));
    } catch (IOException e) {
      told.forEach(op -> failures.add(new Failure(op, String.valueOf(e.getMessage()), true)));
    }
  }

  private FlowTable table(String name) {
    return new FlowTable(socket.resolveSibling(name + ".mgmt"));
  }

  private void tell(List<Map<String, Object>> operations) {
    try {
      database.change(operations);
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private static KernelException failed(String why, Exception cause) {
    return KernelException.unseen("Open vSwitch: " + why, cause);
  }
}
