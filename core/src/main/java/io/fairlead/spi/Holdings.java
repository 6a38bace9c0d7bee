package io.fairlead.spi;

import io.fairlead.catalog.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What nodes hold of the cluster's addresses, and taking it from those that are gone. {@link
 * #fsck}, {@link #reclaim} and {@link #remove} wait for the store, and throw {@link StoreException}
 * where it is away or what is asked cannot be. Thread-safe.
 */
public interface Holdings {
  /**
   * Who has which address.
   *
   * @param network only this one, or null for all
   * @param own whether the snapshot is of this node's own cluster
   */
  Overview overview(Snapshot snapshot, @Nullable String network, boolean own);

  /** Nodes that hold blocks and are away, and those that were given up. */
  List<Absence> absences();

  /** What is wrong, the worst first. */
  List<Finding> fsck();

  /**
   * Takes from a node that is away its blocks, loans and endpoints.
   *
   * @param node or empty for blocks of networks that are gone
   * @return how many of each were taken
   */
  Map<String, Integer> reclaim(String node);

  /**
   * Removes all that a node that is away has left.
   *
   * @return how many of each were removed
   */
  Map<String, Integer> remove(String node);

  /**
   * A node that is away, as this node saw it.
   *
   * @param since when it was missed first
   * @param until when its blocks are given to others; null where they wait for a person
   * @param givenUp whether they were
   */
  record Absence(String node, Instant since, @Nullable Instant until, boolean givenUp) {}

  /**
   * Something that is wrong.
   *
   * @param subject the address, block or network that it is about
   * @param mend what to do
   */
  record Finding(String subject, String what, String mend) {}
}
