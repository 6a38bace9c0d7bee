package io.fairlead.agent.network;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The underlay as the last look at the host found it: to find it takes a millisecond, more where
 * there are many links, and who attaches need not wait for that. Thread-safe.
 */
final class LastUnderlay implements Supplier<Underlay> {
  private final Supplier<Underlay> host;
  private volatile @Nullable Underlay last;

  LastUnderlay(Supplier<Underlay> host) {
    this.host = host;
  }

  /** Finds it anew: its MTU may have changed, and the kernel tells of that. */
  Underlay look() {
    Underlay found = host.get();
    last = found;
    return found;
  }

  /** As it was found last. */
  @Override
  public Underlay get() {
    Underlay known = last;
    return known == null ? look() : known;
  }
}
