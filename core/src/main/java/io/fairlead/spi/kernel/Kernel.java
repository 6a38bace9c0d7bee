package io.fairlead.spi.kernel;

import java.util.List;

/**
 * A host's network configuration: the only place where changing it has effects. Used by one thread
 * at a time, {@link #watch} apart.
 */
public interface Kernel extends AutoCloseable {
  /**
   * What of this scope is there. A sandbox that is gone has nothing in it.
   *
   * @throws KernelException where it cannot be seen
   */
  HostState observe(Scope scope);

  /**
   * Does these, in order. One that fails keeps none of the others from being tried.
   *
   * @throws KernelException where some could not be done, with why for each
   */
  void apply(List<Op> ops);

  /**
   * Tells of changes that somebody made, this one included, until it is closed. Some changes are
   * not told: what must be noticed is observed now and then, too.
   */
  Watching watch(Runnable changed);

  @Override
  void close();

  /** Ends being told of changes. */
  interface Watching extends AutoCloseable {
    @Override
    void close();
  }
}
