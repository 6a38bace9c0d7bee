package io.fairlead.agent.network;

import io.fairlead.dataplane.Leads;
import io.fairlead.dataplane.Publication;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.Flows;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.FlowMessage;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in which no flow goes on to where a published port no longer leads. The kernel remembers
 * where it led the first packet of a flow, or that it led it nowhere, for as long as the flow does
 * not pause; so each step that changes a lead, whoever takes it, is followed by a look at the
 * flows. Where the table before is not known, as after a restart of the agent, all that go to
 * containers are looked at.
 */
public final class FlowCutting implements Kernel {
  private static final System.Logger LOG = System.getLogger(FlowCutting.class.getName());

  /** So many ports are asked for one by one: the kernel looks at all its flows for each. */
  private static final int MOST_PORTS = 8;

  private final Kernel kernel;
  private final Flows flows;
  private final Predicate<IpAddress> ours;
  private final AtomicLong cut = new AtomicLong();

  // Of whoever applies, one after the other.
  private boolean owed;
  private String told = "";

  /**
   * Beside a kernel.
   *
   * @param ours whether an address is in a network of the cluster
   */
  public FlowCutting(Kernel kernel, Flows flows, Predicate<IpAddress> ours) {
    this.kernel = kernel;
    this.flows = flows;
    this.ours = ours;
  }

  /** How many flows were cut. Thread-safe. */
  public long cut() {
    return cut.get();
  }

  @Override
  public HostState observe(Scope scope) {
    return kernel.observe(scope);
  }

  @Override
  public void apply(List<Op> ops) {
    List<KernelException.Failure> failures = List.of();
    try {
      kernel.apply(ops);
    } catch (KernelException e) {
      failures = e.failures();
      if (failures.isEmpty()) {
        throw e;
      }
    }
    for (Op op : ops) {
      if (isOfPorts(op) && failures.stream().noneMatch(one -> one.op().equals(op))) {
        follow(op);
      }
    }
    if (!failures.isEmpty()) {
      throw KernelException.failed(failures);
    }
  }

  private static boolean isOfPorts(Op op) {
    return op.item() instanceof NftTable table
        && table.sandbox().isHost()
        && table.name().equals(Publication.TABLE);
  }

  private void follow(Op op) {
    NftTable before =
        switch (op) {
          case Op.Create _ -> null;
          case Op.Change(NftTable from, var _) -> known(from);
          case Op.Change _ -> null;
          case Op.Delete(var gone) -> known((NftTable) gone);
        };
    NftTable after = op instanceof Op.Delete ? null : (NftTable) op.item();
    cut(owed ? null : before, after);
  }

  private static @Nullable NftTable known(NftTable table) {
    return table.isForeign() ? null : table;
  }

  /** What cannot be cut now is looked for again with the next step. */
  private void cut(@Nullable NftTable before, @Nullable NftTable after) {
    try {
      Set<IpAddress> own = new HashSet<>();
      Leads leads =
          new Leads(before, after, ours, to -> own.contains(to) || (!to.isV6() && to.isLoopback()));
      List<FlowMessage.Filter> looks = looks(leads);
      if (!looks.isEmpty()) {
        own.addAll(flows.own());
      }
      Set<FlowMessage> stale = new LinkedHashSet<>();
      for (FlowMessage.Filter look : looks) {
        flows.list(look).stream().filter(leads::isStale).forEach(stale::add);
      }
      cut.addAndGet(flows.forget(List.copyOf(stale)));
      owed = false;
      told = "";
    } catch (KernelException e) {
      owed = true;
      String why = String.valueOf(e.getMessage());
      if (!why.equals(told)) {
        LOG.log(
            Level.WARNING,
            "clients that never pause may go on to where a published port led before: {0}",
            why);
        told = why;
      }
    }
  }

  /** Which flows must be looked at: all, where there are too many ports to ask for each. */
  private static List<FlowMessage.Filter> looks(Leads leads) {
    List<FlowMessage.Filter> looks = new ArrayList<>();
    if (leads.isLess()) {
      looks.add(FlowMessage.Filter.led(false));
      looks.add(FlowMessage.Filter.led(true));
    }
    Set<Leads.Fresh> fresh = leads.fresh();
    for (Leads.Fresh one : fresh) {
      int port = fresh.size() > MOST_PORTS ? 0 : one.port();
      FlowMessage.Filter look =
          new FlowMessage.Filter(one.v6(), 0, FlowMessage.UDP, null, port, null);
      if (!looks.contains(look)) {
        looks.add(look);
      }
    }
    return looks;
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
