package io.fairlead.testkit.ipam;

import io.fairlead.ipam.Ipam;
import io.fairlead.ipam.Options;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Holdings.Finding;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.InternCodec;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts that give addresses of one network at the same time, any, named and fixed ones, and are
 * killed at any call to the store and with a journal that is cut anywhere. A store must make it
 * possible that no two endpoints have one address at a time.
 */
public final class AddressContest {
  private final Store store;
  private final Path folder;
  private final long seed;
  private final Judge judge = new Judge(Duration.ZERO);
  private final Set<String> present = ConcurrentHashMap.newKeySet();
  private final Codec<Network> networks = new InternCodec<>();
  private final Codec<NetworkEndpoint> endpoints = new InternCodec<>();
  private final Codec<Block> blocks = new InternCodec<>();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger lent = new AtomicInteger();
  private final Network network;

  /** A contest on this store; the journals are in {@code folder}. */
  public AddressContest(Store store, Path folder, long seed) {
    this.store = store;
    this.folder = folder;
    this.seed = seed;
    IpPrefix v4 = IpPrefix.parse("10.1.0.0/24");
    IpPrefix v6 = IpPrefix.parse("fd00:1:2:3::/64");
    this.network =
        new Network(
            "backend",
            7,
            Network.AUTO,
            List.of(new Pool(v4, v4.first().plus(1), null, Map.of(), 28), Pool.of(v6)),
            Network.Options.USUAL,
            Map.of(),
            Samples.CAUSE);
    store.commit(
        Txn.of(
            null, new Txn.Op.Put(NetworkKeys.network(network.name()), networks.encode(network))));
  }

  /**
   * What happened.
   *
   * @param offences addresses that two had at a time
   * @param given how many addresses were given
   * @param lent how many of them were in another host's block
   * @param kills how many agents were killed
   * @param findings what is wrong at the end, when all hosts are there
   */
  public record Outcome(
      List<String> offences, int given, int lent, int kills, List<Finding> findings) {}

  /** Runs so many hosts, each with so many steps. */
  public Outcome run(int hosts, int steps) throws InterruptedException, IOException {
    List<ContestHost> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < hosts; i++) {
      ContestHost host = new ContestHost(this, "host" + i, new Random(seed + i));
      all.add(host);
      threads.add(
          Thread.ofPlatform()
              .name("contest-" + i)
              .unstarted(
                  () -> {
                    try {
                      host.live(steps);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed, failures.getFirst());
    }
    List<Finding> findings = new ArrayList<>();
    for (ContestHost host : all) {
      findings.addAll(host.end());
    }
    return new Outcome(
        judge.offences(), judge.given(), lent.get(), kills.get(), List.copyOf(findings));
  }

  Store store() {
    return store;
  }

  Network network() {
    return network;
  }

  Judge judge() {
    return judge;
  }

  void wasKilled() {
    kills.incrementAndGet();
  }

  void wasLent() {
    lent.incrementAndGet();
  }

  Set<String> present() {
    return present;
  }

  Path journal(String host) {
    return folder.resolve(host + ".journal");
  }

  Ipam ipam(String host, Store seen, Random random) {
    store.commit(Txn.of(null, new Txn.Op.Put(NetworkKeys.node(host), new byte[] {1})));
    Options options =
        new Options(
            host,
            journal(host),
            Duration.ofMillis(1),
            Duration.ofMillis(200),
            Duration.ofHours(1),
            Duration.ofMillis(300),
            present::contains,
            random);
    return new Ipam(seen, networks, endpoints, blocks, new MachineTime(), options);
  }

  /** An address of the IPv4 pool, kept or not. */
  static IpAddress anyV4(Random random) {
    return IpAddress.parse("10.1.0.0").plus(random.nextInt(256));
  }
}
