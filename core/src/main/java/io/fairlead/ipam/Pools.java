package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Commit;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The subnets of all networks, of which no two overlap: each change of them is a compare-and-set on
 * one entry. Thread-safe.
 */
public final class Pools {
  /** How long a subnet stays kept that was given out and never became a network's. */
  public static final Duration KEPT = Duration.ofMinutes(10);

  private static final int MOST_TRIES = 100;
  private static final int MOST_EXPIRED = 16;

  private final String node;
  private final Store store;
  private final Table table;
  private final Time time;
  private final List<PoolChoice.Supernet> v4;
  private final RandomGenerator random;

  Pools(
      String node,
      Store store,
      Table table,
      Time time,
      List<PoolChoice.Supernet> v4,
      RandomGenerator random) {
    this.node = node;
    this.store = store;
    this.table = table;
    this.time = time;
    this.v4 = List.copyOf(v4);
    this.random = random;
  }

  /**
   * Keeps a subnet for a network that is about to be made: another one with each call.
   *
   * @param routes of the host, which it does not overlap
   * @throws Refused where there is none
   */
  public IpPrefix reserve(boolean v6, Collection<IpPrefix> routes) {
    return changed(
        () -> {
          Set<IpPrefix> taken = new HashSet<>(routes);
          taken.addAll(taken());
          List<PoolChoice.Supernet> from = v6 ? PoolChoice.v6(ula()) : v4;
          IpPrefix subnet = PoolChoice.first(from, taken);
          if (subnet == null) {
            throw new Refused(
                Refused.Reason.FULL,
                "no subnet is left in "
                    + from.stream().map(one -> one.range().toString()).toList()
                    + " that overlaps no network and no route of this host; name one with --subnet");
          }
          List<Txn.Op> ops = new ArrayList<>(List.of(keep(subnet)));
          expired(subnet).forEach(old -> ops.add(new Txn.Op.Delete(old)));
          return new Change<>(subnet, ops);
        });
  }

  /** Some keys of subnets that are kept no longer; this one's is written anew. */
  private List<String> expired(IpPrefix subnet) {
    Instant old = time.now().minus(KEPT);
    return table.entries(IpamKeys.POOLS).stream()
        .filter(entry -> kept(entry, old) == null)
        .map(Store.Entry::key)
        .filter(key -> !key.equals(IpamKeys.pool(subnet)))
        .limit(MOST_EXPIRED)
        .toList();
  }

  /** All networks, as the store has them now. */
  public List<Network> all() {
    return table.networks();
  }

  /**
   * Keeps this subnet for a network that is about to be made; one that this node keeps already is
   * kept on.
   *
   * @throws Refused where it overlaps another
   */
  public void reserve(IpPrefix subnet) {
    changed(
        () -> {
          requireFree(subnet, isKeptHere(subnet) ? taken(Set.of(subnet)) : taken());
          return new Change<>(subnet, List.of(keep(subnet)));
        });
  }

  private boolean isKeptHere(IpPrefix subnet) {
    Store.Entry entry = table.entry(IpamKeys.pool(subnet));
    try {
      return entry != null && Texts.decode(entry.value()).get("node").equals(node);
    } catch (InvalidField e) {
      return false;
    }
  }

  /** A subnet that was kept is not needed. */
  public void release(IpPrefix subnet) {
    store.commit(Txn.of(null, new Txn.Op.Delete(IpamKeys.pool(subnet))));
  }

  /**
   * Makes a network.
   *
   * @param network with the id that it is given
   * @param kept the subnets that were kept for it
   * @throws Refused where there is one of this name, or a subnet overlaps another network's
   */
  public Network create(IntFunction<Network> network, Set<IpPrefix> kept) {
    return changed(
        () -> {
          List<Network> others = table.networks();
          Set<Integer> ids = new HashSet<>();
          others.forEach(other -> ids.add(other.id()));
          int id = 1 + random.nextInt(Network.MAX_ID);
          while (ids.contains(id)) {
            id = 1 + random.nextInt(Network.MAX_ID);
          }
          Network made = network.apply(id);
          if (table.entry(NetworkKeys.network(made.name())) != null) {
            throw new Refused(
                Refused.Reason.TAKEN,
                "there is a network '" + made.name() + "'; choose another name");
          }
          Set<IpPrefix> taken = taken(kept);
          List<Txn.Op> ops = new ArrayList<>();
          for (Pool pool : made.pools()) {
            requireFree(pool.subnet(), taken);
          }
          kept.forEach(subnet -> ops.add(new Txn.Op.Delete(IpamKeys.pool(subnet))));
          ops.add(
              new Txn.Op.Put(
                  NetworkKeys.network(made.name()), table.codecs().networks().encode(made)));
          return new Change<>(made, ops);
        });
  }

  /**
   * Removes a network and its blocks. Nothing happens where it is not there.
   *
   * @throws Refused where endpoints are on it
   */
  public void remove(String name) {
    Store.Entry there = table.entry(NetworkKeys.network(name));
    if (there != null) {
      List<String> on = new ArrayList<>();
      for (NetworkEndpoint endpoint : table.endpoints(NetworkKeys.ENDPOINTS)) {
        if (endpoint.network().equals(name)) {
          on.add(endpoint.id().toString());
        }
      }
      if (!on.isEmpty()) {
        throw new Refused(
            Refused.Reason.TAKEN,
            "network '" + name + "' has endpoints; disconnect " + String.join(", ", on));
      }
      changed(() -> new Change<>(name, List.of(new Txn.Op.Delete(there.key()))));
    }
    for (String prefix : List.of(NetworkKeys.blocksOf(name), IpamKeys.loansOf(name))) {
      for (Store.Entry entry : table.entries(prefix)) {
        // A network that was made again meanwhile keeps its own.
        store.commit(
            new Txn(
                List.of(
                    new Txn.Guard.Absent(NetworkKeys.network(name)),
                    new Txn.Guard.Unchanged(entry.key(), entry.modified())),
                List.of(new Txn.Op.Delete(entry.key())),
                null));
      }
    }
  }

  private record Change<T>(T result, List<Txn.Op> ops) {}

  private interface Attempt<T> {
    Change<T> make();
  }

  /**
   * Does what {@code attempt} says, if no subnet came or went since it looked; else looks again.
   */
  private <T> T changed(Attempt<T> attempt) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Store.Entry head = table.entry(IpamKeys.HEAD);
      Change<T> change = attempt.make();
      List<Txn.Op> ops = new ArrayList<>(change.ops());
      ops.add(new Txn.Op.Put(IpamKeys.HEAD, Texts.of("node", node).encode()));
      Txn.Guard guard =
          head == null
              ? new Txn.Guard.Absent(IpamKeys.HEAD)
              : new Txn.Guard.Unchanged(IpamKeys.HEAD, head.modified());
      Commit commit =
          store.commit(new Txn(List.of(guard, new Txn.Guard.Absent(IpamKeys.MOVE)), ops, null));
      if (commit instanceof Commit.Done) {
        return change.result();
      }
      if (commit instanceof Commit.Conflict(String key) && key.equals(IpamKeys.MOVE)) {
        throw Claims.moving();
      }
    }
    throw new Refused(
        Refused.Reason.AWAY, "too many networks are made at once; try again in a moment");
  }

  private Txn.Op keep(IpPrefix subnet) {
    Texts kept = Texts.of("node", node, "since", time.now().toString());
    return new Txn.Op.Put(IpamKeys.pool(subnet), kept.encode());
  }

  /** The subnets of all networks, and those that are kept. */
  private Set<IpPrefix> taken() {
    return taken(Set.of());
  }

  /** As above, but for those that are kept for the asker; a network's are never left out. */
  private Set<IpPrefix> taken(Set<IpPrefix> keptForAsker) {
    Set<IpPrefix> taken = new HashSet<>();
    for (Network network : table.networks()) {
      network.pools().forEach(pool -> taken.add(pool.subnet()));
    }
    Instant old = time.now().minus(KEPT);
    for (Store.Entry entry : table.entries(IpamKeys.POOLS)) {
      IpPrefix subnet = kept(entry, old);
      if (subnet != null && !keptForAsker.contains(subnet)) {
        taken.add(subnet);
      }
    }
    return taken;
  }

  private static @Nullable IpPrefix kept(Store.Entry entry, Instant old) {
    try {
      boolean counts = Texts.decode(entry.value()).instant("since").isAfter(old);
      return counts ? NetworkKeys.range(entry.key().substring(IpamKeys.POOLS.length())) : null;
    } catch (InvalidField e) {
      return null;
    }
  }

  private static void requireFree(IpPrefix subnet, Set<IpPrefix> taken) {
    for (IpPrefix other : taken) {
      if (other.overlaps(subnet)) {
        throw new Refused(
            Refused.Reason.TAKEN,
            subnet + " overlaps " + other + " of another network; choose another --subnet");
      }
    }
  }

  /** The cluster's own /48 of RFC 4193, made by whoever needs it first. */
  private IpPrefix ula() {
    while (true) {
      Store.Entry entry = table.entry(IpamKeys.ULA);
      if (entry != null) {
        return IpPrefix.parse(Texts.decode(entry.value()).must("prefix"));
      }
      long global = random.nextLong() & 0xff_ffff_ffffL;
      IpPrefix ula = new IpPrefix(IpAddress.v6((0xfdL << 56) | (global << 16), 0), 48);
      store.commit(
          new Txn(
              List.of(new Txn.Guard.Absent(IpamKeys.ULA)),
              List.of(new Txn.Op.Put(IpamKeys.ULA, Texts.of("prefix", ula.toString()).encode())),
              null));
    }
  }
}
