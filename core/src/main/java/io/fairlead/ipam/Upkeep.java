package io.fairlead.ipam;

import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Holdings.Finding;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What people can ask of the cluster's addresses on any node, one that gives none too. Waits for
 * the store. Thread-safe.
 */
public final class Upkeep {
  private final Table table;
  private final Reclaim reclaim;

  /** That of this store. */
  public Upkeep(
      Store store, Codec<Network> networks, Codec<NetworkEndpoint> endpoints, Codec<Block> blocks) {
    this(store, new Table(store, new Table.Codecs(networks, endpoints, blocks)));
  }

  Upkeep(Store store, Table table) {
    this.table = table;
    this.reclaim = new Reclaim(store, table);
  }

  /**
   * What is wrong, and how it is mended: nothing is changed.
   *
   * @param self this node
   * @param entries of this node's journal, or null where it keeps none
   * @param present whether a node's agent is there
   */
  public List<Finding> fsck(String self, @Nullable List<Entry> entries, Predicate<String> present) {
    return Fsck.of(
        new Fsck.Facts(
            self,
            table.networks(),
            table.blocks(NetworkKeys.BLOCKS),
            table.loans(IpamKeys.LOANS),
            table.endpoints(NetworkKeys.ENDPOINTS),
            entries,
            present));
  }

  /**
   * Takes from a node that is gone for good what it held, without waiting for the fence.
   *
   * @throws Refused where it is there
   */
  public Taken reclaim(String node) {
    return reclaim.from(node);
  }

  /**
   * Removes the blocks that are of no network: it was removed, or made again.
   *
   * @return how many there were
   */
  public int reclaimStrays() {
    return reclaim.strays();
  }
}
