package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to do next for a request, as a pure function of what is known. Whoever does it changes what
 * is known and asks again.
 */
final class Choice {
  /** Free blocks that one is drawn from, so that hosts that come together choose different ones. */
  private static final int DRAWN_FROM = 16;

  private Choice() {}

  /** What to do next. */
  sealed interface Step {
    /** This address is in a block of this node, and free. */
    record Give(IpAddress address) implements Step {}

    /** This block is nobody's, as far as is known. */
    record Claim(IpPrefix block) implements Step {}

    /** Another node holds the block; the address is null for any of the subnet. */
    record Ask(String owner, IpPrefix subnet, @Nullable IpAddress address) implements Step {}

    /** It cannot be had. */
    record Refuse(Refused.Reason reason, String why) implements Step {}
  }

  /**
   * What is known.
   *
   * @param self this node
   * @param blocks the network's, by first address
   * @param unwilling nodes that were asked already
   */
  record Known(
      String self,
      Network network,
      Book book,
      NavigableMap<IpAddress, Block> blocks,
      Set<String> unwilling,
      Instant now) {
    @Nullable Block blockAt(IpAddress address) {
      Map.Entry<IpAddress, Block> below = blocks.floorEntry(address);
      return below != null && below.getValue().range().contains(address) ? below.getValue() : null;
    }

    boolean isOwn(Block block) {
      return block.node().equals(self);
    }
  }

  static Step next(Known known, Request request, RandomGenerator random) {
    IpAddress address = request.address();
    if (address != null) {
      return exactly(known, request, address);
    }
    List<Pool> pools = poolsFor(known.network(), request);
    if (pools.isEmpty()) {
      return new Step.Refuse(
          Refused.Reason.NOT_ALLOWED,
          "network "
              + known.network().name()
              + " has no pool of "
              + (request.subnet() != null
                  ? request.subnet().toString()
                  : request.v6() ? "IPv6" : "IPv4")
              + "; name one of "
              + known.network().pools().stream().map(pool -> pool.subnet().toString()).toList());
    }
    IpAddress again = sameAgain(known, pools, request);
    if (again != null) {
      return new Step.Give(again);
    }
    for (Pool pool : pools) {
      IpAddress free = inOwnBlocks(known, pool, request.name());
      if (free != null) {
        return new Step.Give(free);
      }
      IpPrefix block = freeBlock(known, pool, random);
      if (block != null) {
        return new Step.Claim(block);
      }
    }
    return borrow(known, pools);
  }

  private static Step exactly(Known known, Request request, IpAddress address) {
    Pool pool = known.network().poolOf(address);
    IpPrefix subnet = request.subnet();
    if (pool == null || (subnet != null && !pool.subnet().equals(subnet))) {
      return new Step.Refuse(
          Refused.Reason.NOT_ALLOWED,
          address
              + " is in no pool of network "
              + known.network().name()
              + "; choose one in "
              + known.network().pools().stream().map(one -> one.subnet().toString()).toList());
    }
    if (!pool.mayHold(address)) {
      return new Step.Refuse(
          Refused.Reason.NOT_ALLOWED,
          address + " is kept by the pool " + pool.subnet() + " for itself; choose another");
    }
    Entry entry = known.book().at(known.network().name(), address);
    if (entry != null && entry.isGivenTo(request.holder())) {
      return new Step.Give(address);
    }
    if (entry != null && entry.isHeld()) {
      return new Step.Refuse(
          Refused.Reason.TAKEN, taken(address, entry, known.self()) + "; choose another");
    }
    Block block = known.blockAt(address);
    if (block == null) {
      return new Step.Claim(pool.blockOf(address));
    }
    if (known.isOwn(block)) {
      return new Step.Give(address);
    }
    return new Step.Ask(block.node(), pool.subnet(), address);
  }

  static String taken(IpAddress address, Entry entry, String self) {
    return entry.use() == Entry.Use.LENT
        ? address + " is lent to node " + entry.holder()
        : address
            + " is taken on node "
            + self
            + (entry.name().isEmpty() ? "" : " by " + entry.name())
            + (entry.holder().isEmpty() ? "" : " (" + entry.holder() + ")");
  }

  private static List<Pool> poolsFor(Network network, Request request) {
    IpPrefix subnet = request.subnet();
    return network.pools(request.v6()).stream()
        .filter(pool -> subnet == null || pool.subnet().equals(subnet))
        .toList();
  }

  /** The address that went with this name on this node before. */
  private static @Nullable IpAddress sameAgain(Known known, List<Pool> pools, Request request) {
    if (request.name().isEmpty()) {
      return null;
    }
    for (Entry entry : known.book().of(known.network().name())) {
      Block block = known.blockAt(entry.address());
      if (entry.use() == Entry.Use.RESTING
          && entry.name().equals(request.name())
          && block != null
          && known.isOwn(block)
          && pools.stream().anyMatch(pool -> pool.mayHold(entry.address()))) {
        return entry.address();
      }
    }
    return null;
  }

  /** A free address in the blocks of this node, or null. */
  static @Nullable IpAddress inOwnBlocks(Known known, Pool pool, String name) {
    for (Block block : known.blocks().values()) {
      if (known.isOwn(block) && pool.subnet().covers(block.range())) {
        IpAddress free = free(known, pool, block.range(), name);
        if (free != null) {
          return free;
        }
      }
    }
    return null;
  }

  private static @Nullable IpAddress free(Known known, Pool pool, IpPrefix block, String name) {
    int size = 1 << (block.address().bitLength() - block.length());
    IpAddress last = known.book().last(block);
    long begin = last == null ? 0 : last.low() - block.first().low() + 1;
    for (long i = 0; i < size; i++) {
      IpAddress address = block.first().plus((begin + i) % size);
      if (pool.mayChoose(address)
          && known.book().isFree(known.network().name(), address, name, known.now())) {
        return address;
      }
    }
    return null;
  }

  /**
   * A block of the pool that is nobody's and has an address to choose; null where there is none.
   */
  private static @Nullable IpPrefix freeBlock(Known known, Pool pool, RandomGenerator random) {
    IpPrefix within = pool.range() == null ? pool.subnet() : pool.range();
    IpPrefix block = pool.blockOf(within.first());
    IpAddress end = pool.blockOf(within.last()).first();
    int hostBits = block.address().bitLength() - pool.blockLength();
    List<IpPrefix> free = new ArrayList<>();
    while (free.size() < DRAWN_FROM) {
      if (!known.blocks().containsKey(block.first()) && hasChoice(pool, block)) {
        free.add(block);
      }
      if (block.first().equals(end)) {
        break;
      }
      block = new IpPrefix(block.first().plus(1L << hostBits), pool.blockLength());
    }
    return free.isEmpty() ? null : free.get(random.nextInt(free.size()));
  }

  private static boolean hasChoice(Pool pool, IpPrefix block) {
    int size = 1 << (block.address().bitLength() - block.length());
    for (int i = 0; i < size; i++) {
      if (pool.mayChoose(block.first().plus(i))) {
        return true;
      }
    }
    return false;
  }

  private static Step borrow(Known known, List<Pool> pools) {
    for (Pool pool : pools) {
      for (Block block : known.blocks().values()) {
        if (pool.subnet().covers(block.range())
            && !known.isOwn(block)
            && !known.unwilling().contains(block.node())) {
          return new Step.Ask(block.node(), pool.subnet(), null);
        }
      }
    }
    return new Step.Refuse(Refused.Reason.FULL, full(known, pools));
  }

  /** Who holds what. */
  private static String full(Known known, List<Pool> pools) {
    String subnets =
        pools.stream().map(pool -> pool.subnet().toString()).collect(Collectors.joining(", "));
    Map<String, List<String>> holders = new TreeMap<>();
    for (Block block : known.blocks().values()) {
      if (pools.stream().anyMatch(pool -> pool.subnet().covers(block.range()))) {
        holders
            .computeIfAbsent(block.node(), node -> new ArrayList<>())
            .add(block.range().toString());
      }
    }
    String held =
        holders.entrySet().stream()
            .map(one -> one.getKey() + " holds " + shown(one.getValue()))
            .collect(Collectors.joining("; "));
    return "no address is free in "
        + subnets
        + " of network "
        + known.network().name()
        + ": "
        + held
        + ". Remove what is not needed, or make the network anew with a larger --subnet";
  }

  private static String shown(List<String> ranges) {
    int most = 4;
    return ranges.size() <= most
        ? String.join(", ", ranges)
        : String.join(", ", ranges.subList(0, most)) + " and " + (ranges.size() - most) + " more";
  }
}
