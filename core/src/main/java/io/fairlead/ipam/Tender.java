package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Holdings.Absence;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes on beside the giving of addresses: follows the store, answers nodes that ask for
 * addresses, puts right what an earlier agent left, forgets what rested long enough, and takes from
 * nodes that were away for the fence what they held. Run by one thread.
 */
public final class Tender {
  private static final System.Logger LOG = System.getLogger(Tender.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TIDYINGS = Duration.ofSeconds(10);

  /** Names whose addresses wait to be written down at most; the rest come back with others. */
  private static final int MOST_NAMED = 1024;

  private final Options options;
  private final Store store;
  private final Table table;
  private final Desk desk;
  private final Claims claims;
  private final Asker asker;
  private final Names names;
  private final Time time;
  private final Lender lender;
  private final Fence fence;
  private final Reclaim reclaim;
  private final Set<IpAddress> told = new HashSet<>();

  private final Queue<Entry> named = new ConcurrentLinkedQueue<>();
  private volatile boolean owing;
  private volatile List<Entry> conflicts = List.of();
  private volatile List<Absence> absences = List.of();
  private boolean first = true;
  private long tidied;
  private final AtomicLong looks = new AtomicLong();

  Tender(
      Options options,
      Store store,
      Table table,
      Desk desk,
      Claims claims,
      Asker asker,
      Names names,
      Time time) {
    this.options = options;
    this.store = store;
    this.table = table;
    this.desk = desk;
    this.claims = claims;
    this.asker = asker;
    this.names = names;
    this.time = time;
    this.lender = new Lender(store, table, desk, claims);
    this.fence = new Fence(options);
    this.reclaim = new Reclaim(store, table);
  }

  /** Tends until the thread is interrupted. */
  public void run() throws InterruptedException {
    boolean away = false;
    while (true) {
      try {
        follow();
        away = false;
      } catch (StoreException e) {
        if (!away) {
          LOG.log(
              Level.WARNING,
              "addresses are given from this node''s blocks alone: {0}",
              Objects.requireNonNullElse(e.getMessage(), "no reason was given"));
          away = true;
        }
        time.sleep(PAUSE);
      }
    }
  }

  private void follow() throws InterruptedException {
    fence.blinked();
    try (Watch watch = store.watch("", store.read(IpamKeys.ALL, null).revision())) {
      begin();
      boolean useful = true;
      while (useful) {
        useful = look(watch);
        if (time.nanos() - tidied >= BETWEEN_TIDYINGS.toNanos()) {
          tidy();
        }
        looks.incrementAndGet();
      }
    }
  }

  /** Reads all once: what changes after is told by the watch that is open already. */
  private void begin() throws InterruptedException {
    Set<String> known = new HashSet<>(desk.networks());
    desk.entries().forEach(entry -> known.add(entry.network()));
    table.blocks(NetworkKeys.BLOCKS).forEach(block -> known.add(block.network()));
    known.forEach(claims::refresh);
    if (!desk.remembers()) {
      for (NetworkEndpoint one : table.endpoints(NetworkKeys.endpointsOf(options.node()))) {
        for (IpAddress address : one.addresses()) {
          desk.adopt(one.network(), address, one.id().id(), one.container().name());
        }
      }
    }
    if (first) {
      withdrawAsks();
      first = false;
    }
    for (Store.Entry ask : table.entries(IpamKeys.asksTo(options.node()))) {
      answer(ask);
    }
    tidy();
  }

  /** Nobody waits for what the agent before this one asked. */
  private void withdrawAsks() {
    for (Store.Entry entry : table.entries(IpamKeys.ASKS)) {
      String from = Table.readable(entry, one -> Ask.askerOf(one.key()));
      if (from == null || (from.equals(options.node()) && !asker.wrote(entry.key()))) {
        store.commit(Txn.of(null, new Txn.Op.Delete(entry.key())));
      }
    }
  }

  private boolean look(Watch watch) throws InterruptedException {
    Watch.Event event = watch.next(LOOK);
    desk.heard(watch.doubt());
    keepNames();
    if (owing) {
      returnLoans();
    }
    if (event instanceof Watch.Reset) {
      return false;
    }
    if (event instanceof Watch.Delta delta) {
      boolean blocks = false;
      for (Watch.Change change : delta.changes()) {
        byte[] value = change.value();
        if (value != null && change.key().startsWith(IpamKeys.asksTo(options.node()))) {
          answer(new Store.Entry(change.key(), value, change.revision(), null));
        } else {
          if (change.key().startsWith(NetworkKeys.NODES)) {
            stirred(change);
          }
          claims.apply(change);
          blocks |= change.key().startsWith(NetworkKeys.BLOCKS);
        }
      }
      if (blocks) {
        seeConflicts();
      }
    }
    return true;
  }

  /** A node came, went or changed. */
  private void stirred(Watch.Change change) {
    String node = change.key().substring(NetworkKeys.NODES.length());
    fence.stirred(node);
    if (node.equals(options.node())) {
      desk.isThere(change.value() != null);
    }
  }

  private void answer(Store.Entry ask) {
    try {
      lender.answer(ask);
    } catch (Refused e) {
      LOG.log(Level.WARNING, "an ask of another node goes unanswered: {0}", e.getMessage());
    }
  }

  /**
   * An address came back: its name and its lender are told at the next look. Never waits.
   *
   * @param borrowed whether it was another node's
   */
  void gaveBack(Entry was, boolean borrowed) {
    owing |= borrowed;
    if (!was.name().isEmpty() && named.size() < MOST_NAMED) {
      named.add(was);
    }
  }

  private void keepNames() {
    for (Entry was = named.poll(); was != null; was = named.poll()) {
      names.keep(was.network(), was.name(), was.address(), desk.now().plus(options.keep()));
    }
  }

  /** Addresses that are given here, though their block is another node's now. */
  List<Entry> conflicts() {
    return conflicts;
  }

  /** Nodes that hold blocks and are away, and those whose blocks were taken. */
  List<Absence> absences() {
    return absences;
  }

  /** How often it has looked at what the store says. */
  long looks() {
    return looks.get();
  }

  private void tidy() throws InterruptedException {
    tidied = time.nanos();
    for (Entry rested : desk.tidy()) {
      if (!rested.name().isEmpty()) {
        names.forget(rested);
      }
    }
    returnLoans();
    seeConflicts();
    Set<String> holders = new TreeSet<>();
    desk.blocks().forEach(block -> holders.add(block.node()));
    for (String gone : fence.look(holders, time.nanos())) {
      try {
        int taken = reclaim.from(gone).all();
        fence.gaveUp(gone);
        LOG.log(
            Level.WARNING,
            "node {0} was away for {1}: {2} blocks, loans and endpoints of it are free",
            gone,
            String.valueOf(options.fence()),
            taken);
      } catch (Refused e) {
        LOG.log(Level.DEBUG, "node {0} keeps its blocks: {1}", gone, e.getMessage());
      }
    }
    absences = fence.absences(time.nanos(), desk.now());
  }

  /** Loans to this node that no endpoint has: this agent, or the one before, died on the way. */
  private void returnLoans() {
    owing = false;
    if (asker.asking() > 0) {
      owing = true; // one may be granted and not be written down yet
      return;
    }
    for (Store.Entry entry : table.entries(IpamKeys.LOANS)) {
      Loan loan = Table.readable(entry, one -> Loan.decode(one.key(), one.value()));
      if (loan == null || !loan.to().equals(options.node())) {
        continue;
      }
      // Asked in this order: who has got its answer has written it down.
      boolean settled = asker.asking() == 0;
      Entry held = desk.entry(loan.network(), loan.address());
      if (settled && (held == null || held.use() != Entry.Use.GIVEN)) {
        store.commit(
            new Txn(
                List.of(new Txn.Guard.Unchanged(entry.key(), entry.modified())),
                List.of(new Txn.Op.Delete(entry.key())),
                null));
      }
    }
  }

  /** Blocks that are ours by their endpoints are claimed again, or it is said whose they are. */
  private void seeConflicts() throws InterruptedException {
    List<Entry> found = new ArrayList<>();
    Set<String> silent = new HashSet<>();
    for (Entry entry : desk.entries()) {
      if (entry.use() != Entry.Use.GIVEN) {
        continue;
      }
      Block block = desk.blockAt(entry.network(), entry.address());
      if (block == null) {
        claimAgain(entry);
      } else if (!block.node().equals(options.node())
          && !isLentToUs(entry)
          && !borrow(entry, block, silent)) {
        found.add(entry);
        if (told.add(entry.address())) {
          LOG.log(
              Level.ERROR,
              "{0} of network {1} is in use here ({2}), but its block is node {3}''s now: it was"
                  + " taken while this node was away. It is closed; restart the container to give it"
                  + " another",
              entry.address(),
              entry.network(),
              entry.holder(),
              block.node());
        }
      }
    }
    told.retainAll(found.stream().map(Entry::address).toList());
    conflicts = List.copyOf(found);
  }

  private boolean isLentToUs(Entry entry) {
    Store.Entry loan = table.entry(IpamKeys.loan(entry.network(), entry.address()));
    Loan read =
        loan == null ? null : Table.readable(loan, one -> Loan.decode(one.key(), one.value()));
    return read != null && read.to().equals(options.node());
  }

  /**
   * Whoever has the block now lends what nobody there has.
   *
   * @param silent nodes that are not asked, since they did not answer
   */
  private boolean borrow(Entry entry, Block block, Set<String> silent) throws InterruptedException {
    Network network = silent.contains(block.node()) ? null : table.network(entry.network());
    Pool pool = network == null ? null : network.poolOf(entry.address());
    if (network == null || pool == null || network.id() != block.networkId()) {
      return false;
    }
    try {
      Choice.Step.Ask ask = new Choice.Step.Ask(block.node(), pool.subnet(), entry.address());
      // It is written down here already.
      return asker.ask(block.node(), network, ask, entry.name(), address -> {}).granted() != null;
    } catch (Refused e) {
      silent.add(block.node());
      return false;
    }
  }

  private void claimAgain(Entry entry) {
    Network network = table.network(entry.network());
    if (network == null || network.poolOf(entry.address()) == null) {
      return;
    }
    try {
      claims.claim(
          network,
          Objects.requireNonNull(network.poolOf(entry.address())).blockOf(entry.address()),
          "claimed again for " + entry.holder());
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "{0} waits for its block: {1}", entry.address(), e.getMessage());
    }
  }
}
