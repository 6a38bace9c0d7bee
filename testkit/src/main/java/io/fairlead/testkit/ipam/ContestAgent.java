package io.fairlead.testkit.ipam;

import io.fairlead.ipam.Ipam;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Lease;
import io.fairlead.spi.NetworkKeys;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One agent's life on a host: its client of the store, its lease, what it says of its endpoints,
 * whom it sees, and its addresses. Ends at any call to the store.
 */
final class ContestAgent {
  private static final Duration BREATH = Duration.ofMillis(150);

  private final PartitionContest contest;
  private final ContestedHost host;
  private final Store client;
  private final MortalStore store;
  private final Ipam ipam;
  private final Thread tender;
  private final Thread presence;
  private volatile Set<String> seen = Set.of();

  // Of the presence alone.
  private final Map<String, byte[]> said = new HashMap<>();
  private @Nullable Lease lease;
  private boolean begun;

  /**
   * Begins.
   *
   * @param calls after how many steps of calls to the store it ends
   */
  ContestAgent(PartitionContest contest, ContestedHost host, int calls, Random random) {
    this.contest = contest;
    this.host = host;
    this.client = contest.store().connect(host.name());
    this.store = new MortalStore(client, calls);
    this.ipam = contest.ipam(host.name(), store, node -> seen.contains(node), random);
    ipam.settle(host.inUse());
    this.presence = thread("presence", this::stay);
    this.tender = thread("tender", () -> ipam.tender().run());
  }

  Ipam ipam() {
    return ipam;
  }

  boolean isDead() {
    return store.isDead();
  }

  /** Ends as a process that is killed; waits until nothing of it runs any more. */
  void kill() throws InterruptedException {
    store.kill();
    tender.interrupt();
    presence.interrupt();
    client.close();
    tender.join();
    presence.join();
    ipam.close();
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private Thread thread(String what, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(host.name() + "-" + what)
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (MortalStore.Killed e) {
                // As its whole process.
              } catch (RuntimeException e) {
                // A client that was closed under it says so in many ways.
                if (!store.isDead()) {
                  contest.failed(e);
                }
              }
            });
  }

  private void stay() throws InterruptedException {
    while (true) {
      try {
        if (lease == null || !lease.renew()) {
          lease = store.grant(contest.ttl());
          store.commit(
              Txn.of(
                  lease.id(),
                  new Txn.Op.Put(NetworkKeys.node(host.name()), contest.node(host.name()))));
        }
        Set<String> there = new HashSet<>();
        for (Store.Entry entry : contest.entries(store, NetworkKeys.NODES)) {
          there.add(entry.key().substring(NetworkKeys.NODES.length()));
        }
        seen = there;
        tellEndpoints();
      } catch (StoreException e) {
        // Those that were seen last are still thought to be there.
      }
      Thread.sleep(BREATH);
    }
  }

  private void tellEndpoints() {
    String prefix = NetworkKeys.endpointsOf(host.name());
    if (!begun) {
      contest.entries(store, prefix).forEach(entry -> said.put(entry.key(), entry.value()));
      begun = true;
    }
    Map<String, byte[]> wanted = new HashMap<>();
    host.held()
        .forEach(
            (address, holder) -> {
              NetworkEndpoint endpoint = contest.endpoint(host.name(), address, holder);
              wanted.put(NetworkKeys.endpoint(endpoint.id()), contest.encoded(endpoint));
            });
    List<Txn.Op> ops = new ArrayList<>();
    for (String key : said.keySet()) {
      if (!wanted.containsKey(key) && ops.size() < Store.MAX_OPS) {
        ops.add(new Txn.Op.Delete(key));
      }
    }
    wanted.forEach(
        (key, value) -> {
          if (!said.containsKey(key) && ops.size() < Store.MAX_OPS) {
            ops.add(new Txn.Op.Put(key, value));
          }
        });
    if (!ops.isEmpty()) {
      store.commit(new Txn(List.of(), ops, null));
      for (Txn.Op op : ops) {
        if (op instanceof Txn.Op.Put put) {
          said.put(put.key(), put.value());
        } else {
          said.remove(op.key());
        }
      }
    }
  }

  /** Whether an address is one that another host lends. */
  boolean isLent(IpAddress address) {
    String key = PartitionContest.LOANS + contest.network().name() + "/" + address;
    return store.read(key, null).entries().stream().anyMatch(entry -> entry.key().equals(key));
  }
}
