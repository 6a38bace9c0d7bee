package io.fairlead.testkit.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.kernel.Flows;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.wire.netlink.FlowMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Flows in memory. Thread-safe. */
public final class MemoryFlows implements Flows {
  private final List<FlowMessage> flows = new ArrayList<>();
  private final Set<IpAddress> own;
  private @Nullable String trouble;
  private int looks;

  /** None yet, on a host with these addresses. */
  public MemoryFlows(IpAddress... own) {
    this.own = Set.of(own);
  }

  /** Somebody sends something. */
  public synchronized void add(FlowMessage flow) {
    flows.add(flow);
  }

  /** What is remembered now. */
  public synchronized List<FlowMessage> all() {
    return List.copyOf(flows);
  }

  /** How often it was looked at. */
  public synchronized int looks() {
    return looks;
  }

  /** From now on nothing can be seen, and why; null where it can again. */
  public synchronized void refuse(@Nullable String why) {
    trouble = why;
  }

  @Override
  public synchronized List<FlowMessage> list(FlowMessage.Filter filter) {
    looks++;
    if (trouble != null) {
      throw KernelException.unseen(trouble, new IllegalStateException(trouble));
    }
    return flows.stream().filter(filter::takes).toList();
  }

  @Override
  public Set<IpAddress> own() {
    return own;
  }

  @Override
  public synchronized int forget(List<FlowMessage> gone) {
    int before = flows.size();
    flows.removeAll(gone);
    return before - flows.size();
  }
}
