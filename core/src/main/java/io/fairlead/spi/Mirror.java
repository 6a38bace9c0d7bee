package io.fairlead.spi;

import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import java.util.List;

/**
 * A place beside the store where what this node registers is written too, for others who read
 * there. Used by one thread, but for {@link #close}.
 */
public interface Mirror extends AutoCloseable {
  /**
   * Makes the place hold {@code desired} of this node, writing only what differs from what this
   * mirror wrote before, and keeps it alive. Called when something changed, and three times in the
   * life of what hangs on a lease; the same twice writes nothing the second time.
   *
   * @return keys written and removed
   * @throws StoreException where the place is away or refuses; the same is asked again, and catches
   *     up with what was missed
   */
  int apply(Desired desired);

  /** Takes out at once all that this mirror wrote, for a node that leaves for good. */
  void withdraw();

  /**
   * Leaves what was written: it goes with its lease, unless the agent that comes next renews it.
   */
  @Override
  void close();

  /**
   * What this node registers.
   *
   * @param instances all, whether they serve or not
   * @param entries the same as this node's store has it
   */
  record Desired(Node node, List<Instance> instances, List<Entry> entries) {
    public Desired {
      instances = List.copyOf(instances);
      entries = List.copyOf(entries);
    }

    /** Those that should get traffic: what a reader wants that knows no health. */
    public List<Instance> serving() {
      return instances.stream().filter(Instance::serving).toList();
    }
  }

  /**
   * An entry of this node.
   *
   * @param value not changed by anybody
   * @param leased whether it goes with the node
   */
  record Entry(String key, byte[] value, boolean leased) {}
}
