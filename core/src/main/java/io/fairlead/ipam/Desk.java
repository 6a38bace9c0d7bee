package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.Time;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows, and its pen: the book, the journal that it is written down in first, and
 * the blocks of all networks as they were last seen. Never waits for the store. Thread-safe.
 */
final class Desk implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Desk.class.getName());

  private final Options options;
  private final Time time;
  private final AddressJournal journal;
  private final LastContact contact;
  private final Book book = new Book();
  private final Map<String, NavigableMap<IpAddress, Block>> blocks = new HashMap<>();
  private final Instant wallAtStart;
  private final long nanosAtStart;
  private long contactNanos;
  private Instant contactWall;
  private boolean contacted;
  private boolean known;
  private @Nullable Entry lending;

  Desk(Options options, Time time) {
    this.options = options;
    this.time = time;
    this.wallAtStart = time.now();
    this.nanosAtStart = time.nanos();
    this.contactWall = wallAtStart;
    this.contactNanos = nanosAtStart;
    this.journal = AddressJournal.open(options.journal());
    journal.entries().forEach(book::apply);
    this.contact = new LastContact(options.journal());
    Instant before = options.fence() == null ? null : contact.read();
    if (before != null && before.isBefore(contactWall)) {
      contactWall = before;
    }
  }

  /** Whether the journal was there and whole: else the store's endpoints say what is given. */
  boolean remembers() {
    return journal.isWhole();
  }

  /** The time of entries: it goes on evenly while this runs, whoever sets the clock. */
  Instant now() {
    return wallAtStart.plusNanos(time.nanos() - nanosAtStart);
  }

  /** The store says that this node is there, or that it is not: then its blocks may be taken. */
  synchronized void isThere(boolean there) {
    known = there;
    contacted &= there;
  }

  /**
   * The store was heard so long ago: what it said of our blocks is known. Counts for a node only
   * that is there, since nobody takes its blocks.
   */
  synchronized void heard(Duration ago) {
    if (known) {
      contactNanos = time.nanos() - ago.toNanos();
      contactWall = time.now().minus(ago);
      contacted = true;
      if (options.fence() != null) {
        contact.write(contactWall);
      }
    }
  }

  /** Whether our blocks are still ours, as far as others may take them by themselves. */
  synchronized boolean isSure() {
    Duration fence = options.fence();
    return contacted && (fence == null || isWithin(fence.dividedBy(2)));
  }

  /**
   * Whether others are about to take our blocks: the store was not heard for three quarters of the
   * fence, by this agent or the one before.
   */
  synchronized boolean isCutOff() {
    Duration fence = options.fence();
    return fence != null && !isWithin(fence.multipliedBy(3).dividedBy(4));
  }

  /** Both clocks count: one of them stands still while a machine sleeps. */
  private boolean isWithin(Duration most) {
    return time.nanos() - contactNanos < most.toNanos()
        && Duration.between(contactWall, time.now()).abs().compareTo(most) < 0;
  }

  /** Decides; where that is to give an address, it is given when this returns. */
  synchronized Choice.Step next(Network network, Request request, Set<String> unwilling) {
    Choice.Known known = known(network, unwilling);
    Choice.Step step = Choice.next(known, request, options.random());
    if (step instanceof Choice.Step.Give(IpAddress address)) {
      write(Entry.given(network.name(), address, request.holder(), request.name(), now()));
      Block block = known.blockAt(address);
      if (block != null && request.address() == null) {
        book.chose(block.range(), address);
      }
    }
    return step;
  }

  /** What would be decided; nothing is given. */
  synchronized Choice.Step peek(Network network, Request request, Set<String> unwilling) {
    return Choice.next(known(network, unwilling), request, options.random());
  }

  /** An address that another node lends is given. */
  synchronized void borrowed(String network, IpAddress address, Request request) {
    write(Entry.given(network, address, request.holder(), request.name(), now()));
  }

  /**
   * Lends an address to another node, if it can be.
   *
   * @return the answer; where it grants, the address is lent when this returns
   */
  synchronized Ask lend(Network network, Ask ask, String asker) {
    Choice.Known known = known(network, Set.of());
    IpAddress wanted = ask.address();
    IpAddress found = null;
    if (wanted == null) {
      for (Pool pool : network.pools()) {
        if (found == null && pool.subnet().equals(ask.subnet())) {
          found = Choice.inOwnBlocks(known, pool, ask.name());
        }
      }
      if (found == null) {
        return ask.refusing("it has no free address either");
      }
    } else {
      Block block = known.blockAt(wanted);
      Entry entry = book.at(network.name(), wanted);
      Pool pool = network.poolOf(wanted);
      if (block == null || !known.isOwn(block)) {
        return ask.refusing("the block is no longer node " + options.node() + "'s; ask again");
      }
      if (pool == null || !pool.mayHold(wanted)) {
        return ask.refusing("the pool keeps it for itself");
      }
      if (entry != null && entry.isHeld()) {
        return ask.refusing(Choice.taken(wanted, entry, options.node()));
      }
      found = wanted;
    }
    Entry lent = Entry.lent(network.name(), found, asker, ask.name(), now());
    write(lent);
    lending = lent;
    return ask.granting(found);
  }

  /** What {@link #lend} granted is a loan in the store by now, or will never be. */
  synchronized void lendingEnded() {
    lending = null;
  }

  /** A loan to another node is known. */
  synchronized void lent(Loan loan) {
    Entry before = book.at(loan.network(), loan.address());
    if (before == null || !before.isHeld()) {
      write(Entry.lent(loan.network(), loan.address(), loan.to(), loan.name(), loan.since()));
    }
  }

  /** A loan ended, or never came to be. */
  synchronized void returned(String network, IpAddress address) {
    Entry before = book.at(network, address);
    if (before != null && before.use() == Entry.Use.LENT) {
      write(rested(before));
    }
  }

  /** Of a network, only these are lent, and what is being lent now. */
  synchronized void lentAre(String network, Set<IpAddress> lent) {
    for (Entry entry : book.of(network)) {
      if (entry.use() == Entry.Use.LENT
          && !lent.contains(entry.address())
          && !entry.equals(lending)) {
        write(rested(entry));
      }
    }
  }

  /** An endpoint that is there has this address, though the journal does not say so. */
  synchronized void adopt(String network, IpAddress address, String holder, String name) {
    Entry before = book.at(network, address);
    if (before == null || !before.isHeld()) {
      write(Entry.given(network, address, holder, name, now()));
    }
  }

  /**
   * These are given and no others.
   *
   * @return those that came back
   */
  synchronized List<Entry> settle(Collection<Addresses.InUse> all) {
    Set<Entry.Place> inUse = new HashSet<>();
    for (Addresses.InUse one : all) {
      inUse.add(new Entry.Place(one.network(), one.address()));
      Entry before = book.at(one.network(), one.address());
      // A journal that was cut may still say that it is lent to somebody.
      if (before == null || before.use() != Entry.Use.GIVEN) {
        write(Entry.given(one.network(), one.address(), one.holder(), one.name(), now()));
      }
    }
    List<Entry> came = new ArrayList<>();
    for (Entry entry : book.all()) {
      if (entry.use() == Entry.Use.GIVEN && !inUse.contains(entry.place())) {
        write(rested(entry));
        came.add(entry);
      }
    }
    return came;
  }

  /** Whom an address is given to is known now. */
  synchronized void hold(String network, IpAddress address, String holder, String name) {
    Entry before = book.at(network, address);
    if (before != null && before.use() == Entry.Use.GIVEN) {
      write(Entry.given(network, address, holder, name, before.at()));
    }
  }

  /**
   * An address comes back.
   *
   * @param used whether anything may have been sent from it; else only its name keeps it
   * @return what it was, or null where it was nobody's
   */
  synchronized @Nullable Entry back(String network, IpAddress address, boolean used) {
    Entry before = book.at(network, address);
    if (before == null || before.use() != Entry.Use.GIVEN) {
      return null;
    }
    // Until the store was heard no block is known: it may be ours.
    Block block = blockAt(network, address);
    boolean others = block != null && !block.node().equals(options.node());
    boolean rests = !others && (used || !before.name().isEmpty());
    write(rests ? rested(before) : before.free(now()));
    return before;
  }

  private Entry rested(Entry before) {
    Duration rest =
        before.name().isEmpty() || options.keep().compareTo(options.cooling()) < 0
            ? options.cooling()
            : options.keep();
    return before.resting(now(), now().plus(rest));
  }

  /** Forgets what rested long enough, and keeps the journal short. */
  synchronized List<Entry> tidy() {
    List<Entry> rested = book.rested(now());
    rested.forEach(entry -> book.apply(entry.free(now())));
    try {
      journal.compact(book.all());
    } catch (UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: {1}", e.getMessage(), e.getCause());
    }
    return rested;
  }

  synchronized List<Entry> entries() {
    return book.all();
  }

  synchronized @Nullable Entry entry(String network, IpAddress address) {
    return book.at(network, address);
  }

  /** All blocks of a network, as they are now. */
  synchronized void replace(String network, Collection<Block> now) {
    NavigableMap<IpAddress, Block> fresh = new TreeMap<>();
    now.forEach(block -> fresh.put(block.range().first(), block));
    if (fresh.isEmpty()) {
      blocks.remove(network);
    } else {
      blocks.put(network, fresh);
    }
  }

  synchronized void put(Block block) {
    blocks
        .computeIfAbsent(block.network(), name -> new TreeMap<>())
        .put(block.range().first(), block);
  }

  synchronized void remove(String network, IpPrefix range) {
    NavigableMap<IpAddress, Block> known = blocks.get(network);
    if (known != null) {
      known.remove(range.first());
    }
  }

  /** The networks that any block is known of. */
  synchronized Set<String> networks() {
    return Set.copyOf(blocks.keySet());
  }

  synchronized List<Block> blocks() {
    List<Block> all = new ArrayList<>();
    blocks.values().forEach(known -> all.addAll(known.values()));
    return all;
  }

  synchronized @Nullable Block blockAt(String network, IpAddress address) {
    NavigableMap<IpAddress, Block> known = blocks.get(network);
    Map.Entry<IpAddress, Block> below = known == null ? null : known.floorEntry(address);
    return below != null && below.getValue().range().contains(address) ? below.getValue() : null;
  }

  private Choice.Known known(Network network, Set<String> unwilling) {
    // A block of a network of the same name that was removed is nobody's.
    NavigableMap<IpAddress, Block> current = new TreeMap<>();
    blocks
        .getOrDefault(network.name(), new TreeMap<>())
        .forEach(
            (first, block) -> {
              if (block.networkId() == network.id()) {
                current.put(first, block);
              }
            });
    return new Choice.Known(options.node(), network, book, current, unwilling, now());
  }

  private void write(Entry entry) {
    journal.add(entry);
    book.apply(entry);
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
