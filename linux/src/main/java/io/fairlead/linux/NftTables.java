package io.fairlead.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.Nft;
import io.fairlead.linux.nft.NftException;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nft tables of one sandbox. The kernel lists a table otherwise than it was written, so how it
 * listed each right after it was made is remembered: as long as it lists so, nobody touched it.
 */
final class NftTables implements AutoCloseable {
  private final Sandbox sandbox;
  private final Nft nft;
  private final Passes passes;
  private final Map<HostItem.Key, Made> made;

  /** A table as it was made, and how it was listed then. */
  record Made(NftTable table, String listing) {}

  /**
   * Opens the tables of a namespace.
   *
   * @param known what those before have left; kept by the caller
   */
  NftTables(Sandbox sandbox, NetworkNamespace namespace, Known known) {
    this.sandbox = sandbox;
    this.nft = Nft.open(namespace);
    this.made = known.made;
    this.passes = new Passes(sandbox, nft);
  }

  /** The tables of our names, and what passes the engine's filter. */
  List<HostItem> list() {
    List<HostItem> tables = new ArrayList<>();
    for (Map<?, ?> table : NftListing.objects(nft.run("list tables").getBytes(UTF_8), "table")) {
      String family = String.valueOf(table.get("family"));
      String name = String.valueOf(table.get("name"));
      if (name.startsWith(Scope.TABLES)) {
        String listing = listing(family, name);
        NftTable seen = NftTable.foreign(sandbox, family, name, listing);
        Made before = made.get(seen.key());
        tables.add(before != null && before.listing().equals(listing) ? before.table() : seen);
      }
    }
    tables.addAll(passes.list());
    return tables;
  }

  /**
   * Does a step.
   *
   * @throws NftException where it is refused
   */
  void apply(Op op) {
    if (op.item() instanceof PassState) {
      passes.apply(op);
      return;
    }
    NftTable table = (NftTable) op.item();
    switch (op) {
      case Op.Create _ -> replace(table);
      case Op.Change(HostItem from, HostItem _) -> change((NftTable) from, table);
      case Op.Delete _ -> {
        made.remove(table.key());
        try {
          nft.run("delete table " + table);
        } catch (NftException e) {
          if (!e.absent()) {
            throw e;
          }
        }
        return;
      }
    }
    made.put(table.key(), new Made(table, listing(table.family(), table.name())));
  }

  @Override
  public void close() {
    nft.close();
  }

  /** From as it was made last, which whoever planned the step may not know of. */
  private void change(NftTable from, NftTable to) {
    Made before = made.get(to.key());
    String commands =
        before == null || from.isForeign() ? null : NftChange.between(before.table(), to);
    if (commands == null) {
      replace(to);
      return;
    }
    try {
      nft.run(commands);
    } catch (NftException e) {
      replace(to); // somebody was there between the look and the step
    }
  }

  /** All of it at once: there is no moment without the table. */
  private void replace(NftTable table) {
    nft.run(NftChange.anew(table));
  }

  private String listing(String family, String name) {
    return NftListing.normal(nft.run("list table " + family + " " + name).getBytes(UTF_8));
  }

  /** What is known of the tables of one sandbox. */
  static final class Known {
    private final Map<HostItem.Key, Made> made = new HashMap<>();
    private int generation;
    private @Nullable List<HostItem> listed;

    /** What was listed at this generation of the tables, or null. */
    @Nullable List<HostItem> listedAt(int now) {
      return generation == now ? listed : null;
    }

    /** Remembers what was listed at, or after, this generation. */
    void listed(int then, List<HostItem> tables) {
      generation = then;
      listed = List.copyOf(tables);
    }
  }

  /** Memory for the tables of many sandboxes. */
  static final class Memory {
    private final Map<Sandbox, Known> all = new HashMap<>();

    Known of(Sandbox sandbox) {
      return all.computeIfAbsent(sandbox, key -> new Known());
    }

    /** Forgets sandboxes that nobody looks into any more, the host apart. */
    void keep(Set<Sandbox> sandboxes) {
      all.keySet().removeIf(sandbox -> !sandbox.isHost() && !sandboxes.contains(sandbox));
    }
  }
}
