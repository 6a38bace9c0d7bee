package io.fairlead.agent;

import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kernel of which only a part is really changed: links take the kernel long to end, and all that
 * is made here ends with its namespace. Used by one thread at a time.
 */
final class SketchedKernel implements Kernel {
  private final Kernel inner;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  SketchedKernel(Kernel inner) {
    this.inner = inner;
  }

  /** Of what is applied from now on, this many times really. */
  void make(int times) {
    left.set(times);
  }

  @Override
  public HostState observe(Scope scope) {
    return inner.observe(scope);
  }

  @Override
  public void apply(List<Op> ops) {
    List<Op> made = ops.stream().filter(op -> !(op instanceof Op.Delete)).toList();
    if (!made.isEmpty() && left.getAndDecrement() > 0) {
      inner.apply(made);
    }
  }

  @Override
  public Watching watch(Runnable changed) {
    return inner.watch(changed);
  }

  @Override
  public void close() {
    inner.close();
  }
}
