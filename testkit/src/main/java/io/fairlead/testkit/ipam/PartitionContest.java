package io.fairlead.testkit.ipam;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.ipam.Entry;
import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.Options;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Codec;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.InternCodec;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.time.MachineTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Hosts that give addresses of one network at the same time, any, named and fixed ones, each with a
 * client and a lease of its own. Agents are killed at any call, hosts lose their power and are
 * removed, are cut off from the store for longer than their lease while their containers go on, get
 * no answer to what was done, and the store itself is killed. A judge outside of all that sees who
 * has what at every moment.
 */
public final class PartitionContest {
  static final String LOANS = "ipam/loans/";

  private static final Duration COOLING = Duration.ofMillis(400);
  private static final Duration REST = Duration.ofSeconds(60);
  private static final String ASKS = "ipam/asks/";

  private final Contested store;
  private final Path folder;
  private final long seed;
  private final Duration ttl;
  private final Judge judge = new Judge(COOLING);
  private final Codec<Network> networks = new InternCodec<>();
  private final Codec<NetworkEndpoint> endpoints = new InternCodec<>();
  private final Codec<Block> blocks = new InternCodec<>();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final Network network;
  private volatile boolean over;

  /**
   * A contest on this store; the journals are in {@code folder}.
   *
   * @param ttl of the hosts' leases
   */
  public PartitionContest(Contested store, Path folder, long seed, Duration ttl) {
    this.store = store;
    this.folder = folder;
    this.seed = seed;
    this.ttl = ttl;
    IpPrefix v4 = IpPrefix.parse("10.1.0.0/24");
    this.network =
        new Network(
            "backend",
            7,
            Network.AUTO,
            List.of(
                new Pool(v4, v4.first().plus(1), null, Map.of(), 28),
                Pool.of(IpPrefix.parse("fd00:1:2:3::/64"))),
            Network.Options.USUAL,
            Map.of(),
            Samples.CAUSE);
    try (Store one = store.connect("judge")) {
      one.commit(
          Txn.of(
              null, new Txn.Op.Put(NetworkKeys.network(network.name()), networks.encode(network))));
    }
  }

  /**
   * What happened.
   *
   * @param offences addresses that two had at a time, or that did not rest
   * @param given how many addresses were given
   * @param rested how many of them were known to have rested
   * @param counts of all else, by its name
   */
  public record Outcome(List<String> offences, int given, int rested, Map<String, Integer> counts) {
    /** How often this happened. */
    public int count(String what) {
      return counts.getOrDefault(what, 0);
    }
  }

  /**
   * Runs so many hosts for so long, and then waits until all is well.
   *
   * @throws AssertionError where something is left behind, or fsck finds something
   */
  public Outcome run(int count, Duration duration) throws InterruptedException {
    List<ContestedHost> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add(new ContestedHost(this, "host" + i, new Random(seed + i)));
    }
    List<Thread> threads = new ArrayList<>();
    hosts.forEach(host -> threads.add(thread(host.name(), host::live)));
    threads.add(thread("trouble", new Trouble(this, hosts, new Random(~seed))::make));
    Thread.sleep(duration);
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    failIfAny();
    for (ContestedHost host : hosts) {
      host.steady();
    }
    try (Store one = store.connect("judge")) {
      Await.quiet("all is well", REST, () -> asked(() -> wrong(one, hosts)));
      hosts.forEach(ContestedHost::giveAllBack);
      Await.quiet("nothing is left", REST, () -> asked(() -> left(one, hosts)));
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + outcome() + ": " + e.getMessage(), e);
    } finally {
      for (ContestedHost host : hosts) {
        host.agent().kill();
      }
    }
    failIfAny();
    return outcome();
  }

  private Outcome outcome() {
    Map<String, Integer> all = new TreeMap<>();
    counts.forEach((what, n) -> all.put(what, n.get()));
    return new Outcome(judge.offences(), judge.given(), judge.rested(), all);
  }

  private void failIfAny() {
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed, failures.getFirst());
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread thread(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name("contest-" + name)
        .start(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failed(e);
              }
            });
  }

  /** A store that was killed a moment ago may be slow. */
  private static String asked(Supplier<String> question) {
    try {
      return question.get();
    } catch (StoreException e) {
      return "the store is away: " + e.getMessage();
    }
  }

  /** What is not as it should be once nobody makes trouble any more; empty where all is well. */
  private String wrong(Store one, List<ContestedHost> hosts) {
    TreeSet<String> lent = new TreeSet<>();
    for (ContestedHost host : hosts) {
      if (!host.agent().ipam().conflicts().isEmpty()) {
        return host.name() + " has conflicts: " + host.agent().ipam().conflicts();
      }
      List<?> findings = host.agent().ipam().fsck();
      if (!findings.isEmpty()) {
        return host.name() + " finds " + findings;
      }
      for (IpAddress address : host.held().keySet()) {
        if (!judge.holder(address).equals(host.held().get(address))) {
          return host.name() + " has " + address + ", which is " + judge.holder(address) + "'s";
        }
        if (host.agent().isLent(address)) {
          lent.add(LOANS + network.name() + "/" + address);
        }
      }
    }
    for (Store.Entry loan : entries(one, LOANS)) {
      if (!lent.contains(loan.key())) {
        return loan.key() + " is nobody's";
      }
    }
    return entries(one, ASKS).isEmpty() ? "" : "asks are left";
  }

  private String left(Store one, List<ContestedHost> hosts) {
    for (ContestedHost host : hosts) {
      for (Entry entry : host.agent().ipam().entries()) {
        if (entry.use() != Entry.Use.RESTING) {
          return host.name() + " still knows of " + entry;
        }
      }
    }
    return entries(one, LOANS).isEmpty() && entries(one, NetworkKeys.ENDPOINTS).isEmpty()
        ? ""
        : "loans or endpoints are left";
  }

  /** All entries under a prefix. */
  List<Store.Entry> entries(Store from, String prefix) {
    List<Store.Entry> all = new ArrayList<>();
    Store.Page page = from.read(prefix, null);
    all.addAll(page.entries());
    while (page.more() && !page.entries().isEmpty()) {
      page = from.read(prefix, page.entries().getLast().key());
      all.addAll(page.entries());
    }
    return all;
  }

  boolean goesOn() {
    return !over && failures.isEmpty();
  }

  void failed(Throwable failure) {
    failures.add(failure);
  }

  void count(String what) {
    counts.computeIfAbsent(what, name -> new AtomicInteger()).incrementAndGet();
  }

  Contested store() {
    return store;
  }

  Network network() {
    return network;
  }

  Judge judge() {
    return judge;
  }

  Duration ttl() {
    return ttl;
  }

  Path journal(String host) {
    return folder.resolve(host + ".journal");
  }

  /** What stands at a node's key here. */
  byte[] node(String name) {
    return name.getBytes(UTF_8);
  }

  byte[] encoded(NetworkEndpoint endpoint) {
    return endpoints.encode(endpoint);
  }

  NetworkEndpoint endpoint(String host, IpAddress address, String holder) {
    int length = address.isV6() ? 64 : 24;
    return NetworkSamples.endpoint(host, holder, network.name(), address + "/" + length);
  }

  Ipam ipam(String host, Store seen, Predicate<String> present, Random random) {
    Options options =
        new Options(
            host,
            journal(host),
            COOLING,
            Duration.ofSeconds(1),
            null,
            Duration.ofMillis(500),
            present,
            random);
    return new Ipam(seen, networks, endpoints, blocks, new MachineTime(), options);
  }
}
