package io.fairlead.registry;

import io.fairlead.model.Node;
import io.fairlead.spi.Store;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One node's registry on a store in memory, whose clock the test moves. */
final class Host extends StoreHost implements AutoCloseable {
  static final Duration LEASE = Registry.Options.DEFAULT_LEASE;

  final ManualTime time;
  final MemoryStore store;

  Host() {
    this(new ManualTime());
  }

  private Host(ManualTime time) {
    this(time, new MemoryStore(time));
  }

  private Host(ManualTime time, MemoryStore store) {
    super(store, time, LEASE, new Codec());
    this.time = time;
    this.store = store;
  }

  /** Another agent on the same store, as after a restart; its sources have not spoken yet. */
  Registry restart() {
    return restart(UnaryOperator.identity());
  }

  /** The same, on the store as the wrapper shows it. */
  Registry restart(UnaryOperator<Store> wrapper) {
    return restartOn(wrapper.apply(store), SELF);
  }

  /** An agent on another host that was given the same name. */
  void restartAs(String agent) {
    restartOn(store, new Node(SELF.name(), SELF.addresses(), Map.of(Registry.AGENT, agent)));
  }

  @Override
  public void close() {
    store.close();
  }
}
