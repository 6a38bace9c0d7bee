package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.spi.Holdings.Finding;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives this node's endpoints their addresses. Those in a block of this node are given without
 * asking anybody; the store is asked for a block, and other nodes, through the store, for an
 * address in theirs. Thread-safe; {@link #tender} does what goes on beside.
 */
public final class Ipam implements AutoCloseable {
  /** Steps towards one address at most; more than hosts that claim at the same moment. */
  private static final int MOST_STEPS = 200;

  private static final Duration LOOK = Duration.ofMillis(50);

  private final Options options;
  private final Store store;
  private final Time time;
  private final Table table;
  private final Desk desk;
  private final Claims claims;
  private final Asker asker;
  private final Names names;
  private final Tender tender;
  private final ReentrantLock claiming = new ReentrantLock();

  /** For a node, with what its journal remembers. */
  public Ipam(
      Store store,
      Codec<Network> networks,
      Codec<NetworkEndpoint> endpoints,
      Codec<Block> blocks,
      Time time,
      Options options) {
    this.options = options;
    this.time = time;
    this.store = store;
    this.table = new Table(store, new Table.Codecs(networks, endpoints, blocks));
    this.desk = new Desk(options, time);
    this.claims = new Claims(options.node(), store, table, desk);
    this.asker = new Asker(options, store, table, time);
    this.names = new Names(store, table);
    this.tender = new Tender(options, store, table, desk, claims, asker, names, time);
  }

  /**
   * The subnets of all networks.
   *
   * @param v4 where IPv4 subnets come from that nobody named
   */
  public Pools pools(List<PoolChoice.Supernet> v4) {
    return new Pools(options.node(), store, table, time, v4, options.random());
  }

  /** What goes on beside: answers other nodes, sees who comes and goes. Run by one thread. */
  public Tender tender() {
    return tender;
  }

  /**
   * Gives an address.
   *
   * @return the address, with its pool's length
   * @throws Refused where there is none to give
   * @throws StoreException where the store is needed and away
   */
  public IpPrefix give(Network network, Request request) throws InterruptedException {
    Set<String> unwilling = new HashSet<>();
    Set<String> away = new TreeSet<>();
    Request wanted = remembered(network, request);
    boolean fresh = false;
    beSure(network);
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      Choice.Step step = desk.next(network, wanted, unwilling);
      if (step instanceof Choice.Step.Give(IpAddress address)) {
        return prefix(network, address);
      }
      if (!fresh) {
        // What is known of other nodes' blocks may be old.
        claims.refresh(network.name());
        fresh = true;
        continue;
      }
      IpAddress lent = null;
      switch (step) {
        case Choice.Step.Claim block -> claim(network, wanted, unwilling);
        case Choice.Step.Ask ask -> lent = ask(network, wanted, request, ask, unwilling, away);
        case Choice.Step.Refuse(Refused.Reason reason, String why) -> {
          if (wanted.equals(request)) {
            throw new Refused(reason, away.isEmpty() ? why : why + ". " + silent(away));
          }
          wanted = request; // the remembered address cannot be had
        }
        case Choice.Step.Give give -> throw new IllegalStateException("given above: " + give);
      }
      if (lent != null) {
        return prefix(network, lent);
      }
      if (step instanceof Choice.Step.Ask && !wanted.equals(request)) {
        wanted = request;
      }
    }
    throw new Refused(
        Refused.Reason.AWAY,
        "too many nodes claim blocks of network " + network.name() + " at once; try again");
  }

  /**
   * Sees whose our blocks are, where that is not known for sure. A node that is not in the store
   * may be taken for dead, and its blocks given to others.
   */
  private void beSure(Network network) throws InterruptedException {
    long begin = time.nanos();
    while (!desk.isSure()) {
      claims.refresh(network.name());
      if (!desk.isSure()) {
        if (time.nanos() - begin >= options.patience().toNanos()) {
          throw new Refused(
              Refused.Reason.AWAY,
              "node "
                  + options.node()
                  + " is not in the store now, so that others may think it dead; try again in a"
                  + " moment");
        }
        time.sleep(LOOK);
      }
    }
  }

  /** An address that goes with the name on whatever node it was last is asked for first. */
  private Request remembered(Network network, Request request) {
    if (request.name().isEmpty() || request.address() != null) {
      return request;
    }
    try {
      IpAddress kept = names.address(network.name(), request.name(), request.v6(), desk.now());
      Pool pool = kept == null ? null : network.poolOf(kept);
      IpPrefix subnet = request.subnet();
      boolean fits = pool != null && (subnet == null || pool.subnet().equals(subnet));
      return kept != null && fits ? request.at(kept) : request;
    } catch (StoreException e) {
      return request; // it is a convenience
    }
  }

  private void claim(Network network, Request wanted, Set<String> unwilling) {
    claiming.lock();
    try {
      // Another thread of this node may have claimed one meanwhile.
      if (desk.peek(network, wanted, unwilling) instanceof Choice.Step.Claim(IpPrefix block)) {
        claims.claim(network, block, "claimed for " + wanted.holder());
      }
    } finally {
      claiming.unlock();
    }
  }

  private @Nullable IpAddress ask(
      Network network,
      Request wanted,
      Request request,
      Choice.Step.Ask step,
      Set<String> unwilling,
      Set<String> away)
      throws InterruptedException {
    Ask answer;
    try {
      answer =
          asker.ask(
              step.owner(),
              network,
              step,
              wanted.name(),
              address -> desk.borrowed(network.name(), address, wanted));
    } catch (Refused e) {
      if (request.address() != null) {
        throw e;
      }
      unwilling.add(step.owner());
      away.add(step.owner());
      return null;
    }
    if (answer.granted() == null && request.address() != null) {
      throw new Refused(
          Refused.Reason.TAKEN, "node " + step.owner() + " does not lend it: " + answer.refused());
    }
    if (answer.granted() == null && wanted.address() == null) {
      unwilling.add(step.owner());
    }
    return answer.granted();
  }

  private static String silent(Set<String> away) {
    return away.stream()
        .map(node -> "Node " + node + " does not answer")
        .collect(Collectors.joining("; "));
  }

  private static IpPrefix prefix(Network network, IpAddress address) {
    Pool pool = Objects.requireNonNull(network.poolOf(address), "an address of no pool");
    return new IpPrefix(address, pool.subnet().length());
  }

  /** Whom an address is given to is known now: its endpoint, and the container's name. */
  public void hold(String network, IpAddress address, String holder, String name) {
    desk.hold(network, address, holder, name);
  }

  /**
   * These are all addresses that endpoints of this node have, as whoever attaches them found: what
   * is given and not among them comes back, what is among them is given. Called once before
   * anything is given, since a journal can be lost and an agent can die before it wrote who has
   * what.
   */
  public void settle(Collection<Addresses.InUse> all) {
    desk.settle(all).forEach(was -> tender.gaveBack(was, true));
  }

  /** An address comes back. Nothing happens where it was nobody's. Waits for nothing. */
  public void giveBack(String network, IpAddress address) {
    giveBack(network, address, true);
  }

  /** The same, of an address that nothing was ever sent from: it does not cool. */
  public void giveBackUnused(String network, IpAddress address) {
    giveBack(network, address, false);
  }

  private void giveBack(String network, IpAddress address, boolean used) {
    Block block = desk.blockAt(network, address);
    Entry was = desk.back(network, address, used);
    if (was == null) {
      return;
    }
    boolean own = block != null && block.node().equals(options.node());
    tender.gaveBack(was, !own);
  }

  /** What is known of addresses on this node. */
  public List<Entry> entries() {
    return desk.entries();
  }

  /** The blocks that are this node's, of all networks, as they were last seen. */
  public List<Block> blocks() {
    return desk.blocks().stream().filter(block -> block.node().equals(options.node())).toList();
  }

  /** Addresses that this node has given, though their block is another node's now. */
  public List<Entry> conflicts() {
    return tender.conflicts();
  }

  /** Whether an address that this node has given may be another node's by now. */
  public boolean isTaken(String network, IpAddress address) {
    return tender.conflicts().stream()
        .anyMatch(one -> one.network().equals(network) && one.address().equals(address));
  }

  /**
   * Whether all that this node has given may soon be others': they take blocks by themselves, and
   * the store was not heard for three quarters of the time after which they do.
   */
  public boolean isCutOff() {
    return desk.isCutOff();
  }

  /** Nodes that hold blocks and are away, and those whose blocks were taken. */
  public List<Absence> absences() {
    return tender.absences();
  }

  /**
   * Takes from a node that is gone for good what it held, without waiting for the fence.
   *
   * @return how many entries were taken
   * @throws Refused where it is there
   */
  public int reclaim(String node) {
    return new Upkeep(store, table).reclaim(node).all();
  }

  /** What is wrong, and how it is mended: nothing is changed. */
  public List<Finding> fsck() {
    return new Upkeep(store, table).fsck(options.node(), desk.entries(), options.present());
  }

  @Override
  public void close() {
    desk.close();
  }
}
