package io.fairlead.ipam;

import io.fairlead.catalog.Networks;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Overview;
import io.fairlead.spi.Overview.AddressUse;
import io.fairlead.spi.Overview.BlockUse;
import io.fairlead.spi.Overview.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells who has which address from the catalog and one node's journal, as a pure function. */
public final class Uses {
  private Uses() {}

  /**
   * All networks, or one.
   *
   * @param wanted the one that is asked for, or null for all
   * @param self this node
   * @param entries of this node's journal
   */
  public static Overview of(
      Networks catalog, @Nullable String wanted, String self, List<Entry> entries, Instant now) {
    List<Network> networks =
        catalog.all().stream()
            .filter(network -> wanted == null || network.name().equals(wanted))
            .sorted(Comparator.comparing(Network::name))
            .toList();
    Map<String, List<Entry>> own = new HashMap<>();
    entries.forEach(
        entry -> own.computeIfAbsent(entry.network(), name -> new ArrayList<>()).add(entry));
    Map<String, List<NetworkEndpoint>> attached = new HashMap<>();
    catalog
        .everyEndpoint()
        .forEach(
            one -> attached.computeIfAbsent(one.network(), name -> new ArrayList<>()).add(one));
    List<BlockUse> blocks = new ArrayList<>();
    List<AddressUse> addresses = new ArrayList<>();
    for (Network network : networks) {
      Map<IpPrefix, Block> claimed = new HashMap<>();
      catalog.blocks(network.name()).forEach(block -> claimed.put(block.range(), block));
      NavigableMap<IpAddress, AddressUse> uses = new TreeMap<>();
      for (Entry entry : own.getOrDefault(network.name(), List.of())) {
        String owner = owner(network, claimed, entry.address());
        AddressUse use = use(entry, self, owner, now);
        if (use != null) {
          uses.put(entry.address(), use);
        }
      }
      for (NetworkEndpoint endpoint : attached.getOrDefault(network.name(), List.of())) {
        for (IpAddress address : endpoint.addresses()) {
          uses.put(address, use(endpoint, address, owner(network, claimed, address)));
        }
      }
      catalog.blocks(network.name()).forEach(block -> blocks.add(full(network, block, uses)));
      addresses.addAll(uses.values());
    }
    return new Overview(networks, blocks, addresses);
  }

  private static String owner(Network network, Map<IpPrefix, Block> claimed, IpAddress address) {
    Pool pool = network.poolOf(address);
    Block block = pool == null ? null : claimed.get(pool.blockOf(address));
    return block == null || block.networkId() != network.id() ? "" : block.node();
  }

  private static @Nullable AddressUse use(Entry entry, String self, String owner, Instant now) {
    State state =
        switch (entry.use()) {
          case GIVEN -> State.GIVEN;
          case LENT -> State.LENT;
          case RESTING -> now.isBefore(entry.until()) ? State.COOLING : null;
          case FREE -> null;
        };
    if (state == null) {
      return null;
    }
    boolean lent = state == State.LENT;
    return new AddressUse(
        entry.network(),
        entry.address(),
        lent ? entry.holder() : self,
        lent ? "" : entry.holder(),
        entry.name(),
        state,
        owner,
        entry.at(),
        state == State.COOLING ? entry.until() : null);
  }

  private static AddressUse use(NetworkEndpoint endpoint, IpAddress address, String owner) {
    return new AddressUse(
        endpoint.network(),
        address,
        endpoint.id().node(),
        endpoint.id().id(),
        endpoint.container().name(),
        State.HELD,
        owner,
        endpoint.cause().at(),
        null);
  }

  private static BlockUse full(
      Network network, Block block, NavigableMap<IpAddress, AddressUse> uses) {
    IpPrefix range = block.range();
    int held = 0;
    int resting = 0;
    for (AddressUse use : uses.subMap(range.first(), true, range.last(), true).values()) {
      boolean cools = use.state() == State.COOLING;
      held += cools ? 0 : 1;
      resting += cools ? 1 : 0;
    }
    return new BlockUse(block, size(network, block.range()), held, resting);
  }

  /** How many addresses of a block containers may have. */
  private static int size(Network network, IpPrefix range) {
    Pool pool = network.poolOf(range.first());
    if (pool == null) {
      return 0;
    }
    Set<IpAddress> kept = new HashSet<>(pool.reserved().values());
    kept.add(pool.subnet().first());
    kept.add(pool.subnet().last());
    if (pool.gateway() != null) {
      kept.add(pool.gateway());
    }
    long never = kept.stream().filter(range::contains).filter(one -> !pool.mayHold(one)).count();
    // A block of a pool holds 2^16 addresses at most; one that is none may be greater.
    int bits = Math.min(30, range.address().bitLength() - range.length());
    return (int) Math.max(0, (1L << bits) - never);
  }
}
