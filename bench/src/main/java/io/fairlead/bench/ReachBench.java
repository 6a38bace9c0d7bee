package io.fairlead.bench;

import com.sun.management.ThreadMXBean;
import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.spi.Store;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.stores.etcd.EtcdStore;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.time.MachineTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many hosts, as network namespaces of one machine, with an agent's networks each in this process,
 * on one etcd: from the moment when one more container joins on one of them until all others have
 * it in their kernels and it answers a container of each; beside a network that is made by hand.
 * Then what a look of a reconciler costs that has nothing to do. Run as root.
 *
 * <p>Arguments: hosts, endpoints of each network, rounds.
 */
public final class ReachBench implements AutoCloseable {
  private static final List<String> DATAPLANES = List.of("vxlan", "host-gw");
  private static final String BY_HAND = "by hand";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int WARM = 5;
  private static final int JOINING = 4; // so many hosts take turns
  private static final int LOOKS = 300;

  private final Lab lab = Lab.open();
  private final EtcdServers etcd = EtcdServers.start(1);
  private final List<ReachHost> hosts = new ArrayList<>();
  private final List<ReachProbe> probes = new ArrayList<>();
  private final List<String> namespaces = new ArrayList<>();
  private final Map<String, Samples> samples = new LinkedHashMap<>();
  private final ByHand byHand = new ByHand(Files.createDirectories(lab.directory()));

  private ReachBench() throws IOException {}

  /** Prints the tables. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int hosts = Integer.parseInt(args[0]);
    int endpoints = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    try (ReachBench bench = new ReachBench()) {
      bench.open(hosts);
      for (String dataplane : DATAPLANES) {
        bench.fill(dataplane, endpoints);
      }
      bench.settled();
      bench.probe();
      for (int round = 0; round < rounds + WARM; round++) {
        if (round == WARM) {
          bench.samples.clear();
        }
        for (String dataplane : DATAPLANES) {
          bench.round(dataplane, round);
        }
        bench.roundByHand(round);
      }
      bench.print(rounds);
      bench.settled();
      bench.nothingToDo();
    }
  }

  private void open(int count) {
    Map<LabMachine, Kernel> kernels = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      LabMachine machine = lab.machine("h" + i);
      kernels.put(machine, ReachHost.kernel(machine));
    }
    ReachHost.introduce(kernels.keySet());
    kernels.forEach(
        (machine, kernel) -> {
          StoreUrl url = StoreUrl.parse("etcd://" + etcd.addresses() + "/fairlead");
          Store store = EtcdStore.open(url, Secrets.NONE, new MachineTime());
          hosts.add(new ReachHost(machine, kernel, store));
        });
    hosts.forEach(host -> Await.until("a catalog", PATIENCE, host::isReady));
  }

  private void fill(String dataplane, int endpoints) throws InterruptedException {
    String subnet = dataplane.equals("vxlan") ? "10.199.0.0/16" : "10.200.0.0/16";
    hosts
        .getFirst()
        .cluster()
        .create(
            new NetworkDraft(
                dataplane,
                dataplane,
                List.of(Pool.of(IpPrefix.parse(subnet))),
                Network.Options.USUAL,
                Map.of(),
                new Cause(Instant.now(), "measured")));
    for (ReachHost host : hosts) {
      Await.until("the network", PATIENCE, () -> host.network(dataplane) != null);
    }
    sandboxes(endpoints);
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService all = Executors.newFixedThreadPool(hosts.size())) {
      for (int i = 0; i < hosts.size(); i++) {
        int number = i;
        done.add(
            all.submit(
                () -> {
                  for (int c = number; c < endpoints; c += hosts.size()) {
                    joinAtLast(hosts.get(number), dataplane, namespaces.get(c));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    for (ReachHost host : hosts) {
      Await.until("all endpoints", PATIENCE, () -> host.known(dataplane) == endpoints);
    }
  }

  /** All at once they keep each other waiting, and are refused then. */
  private static void joinAtLast(ReachHost host, String dataplane, String namespace) {
    Await.quiet(
        namespace + " joins",
        PATIENCE,
        () -> {
          try {
            host.join(dataplane, namespace);
            return "";
          } catch (AttachRefused e) {
            return String.valueOf(e.getMessage());
          }
        });
  }

  /** So many namespaces: each is a container on all networks. */
  private void sandboxes(int count) {
    List<String> commands = new ArrayList<>();
    while (namespaces.size() < count) {
      String name = lab.id() + "-c" + namespaces.size();
      namespaces.add(name);
      commands.add("netns add " + name);
    }
    batch(commands);
  }

  private void batch(List<String> commands) {
    Path file = lab.directory().resolve("batch");
    try {
      Files.write(file, commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("ip", "-batch", file.toString());
  }

  private void settled() {
    for (ReachHost host : hosts) {
      Await.until("all in the kernel", PATIENCE, () -> host.networks().status().inSync());
    }
  }

  private void probe() throws IOException {
    for (int i = 0; i < hosts.size(); i++) {
      byHand.begin(hosts.get(i).machine(), namespaces.get(i));
      probes.add(new ReachProbe(hosts.get(i).machine().network(), namespaces.get(i)));
    }
    byHand.introduce();
  }

  private void round(String dataplane, int round) throws InterruptedException {
    ReachHost host = hosts.get(round % Math.min(JOINING, hosts.size()));
    String namespace = fresh();
    Thread.sleep(500); // what the round before has set off is over
    double cpu = cpuMillis();
    long start = System.nanoTime();
    IpAddress address = host.join(dataplane, namespace);
    note(dataplane + " join", System.nanoTime() - start);
    probes.forEach(probe -> probe.there(address));
    reached(dataplane, address, host, start);
    Thread.sleep(200);
    note(dataplane + " cpu", (long) ((cpuMillis() - cpu) * 1e6));
  }

  private void roundByHand(int round) {
    ReachHost host = hosts.get(round % Math.min(JOINING, hosts.size()));
    String namespace = fresh();
    List<LabMachine> all = hosts.stream().map(ReachHost::machine).toList();
    long start = System.nanoTime();
    IpAddress address = byHand.next();
    probes.forEach(probe -> probe.there(address));
    byHand.join(host.machine(), namespace, all);
    note(BY_HAND + " join", System.nanoTime() - start);
    reached(BY_HAND, address, host, start);
  }

  private String fresh() {
    sandboxes(namespaces.size() + 1);
    return namespaces.getLast();
  }

  private void reached(String what, IpAddress address, ReachHost from, long start) {
    List<ReachProbe> others = new ArrayList<>(probes);
    others.remove(hosts.indexOf(from));
    Await.until(
        what + ": " + address + " answers everywhere",
        PATIENCE,
        () -> others.stream().allMatch(probe -> probe.answered(address) != null));
    note(what + " first", all(others, probe -> probe.answered(address))[0] - start);
    long[] seen = all(others, probe -> probe.seen(address));
    note(what + " kernels", seen[seen.length - 1] - start);
    long[] answered = all(others, probe -> probe.answered(address));
    note(what + " half", answered[answered.length / 2] - start);
    note(what + " all", answered[answered.length - 1] - start);
  }

  private static long[] all(List<ReachProbe> probes, Function<ReachProbe, @Nullable Long> when) {
    return probes.stream()
        .map(when)
        .mapToLong(moment -> moment == null ? Long.MAX_VALUE : moment)
        .sorted()
        .toArray();
  }

  private void note(String what, long nanos) {
    samples.computeIfAbsent(what, key -> new Samples()).add(nanos);
  }

  private static double cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  private void print(int rounds) {
    System.out.printf("%d hosts, %d rounds%n", hosts.size(), rounds);
    System.out.printf("%-42s %8s %8s %8s%n", "milliseconds since the join", "p50", "p99", "max");
    for (String what : List.of("vxlan", "host-gw", BY_HAND)) {
      row(what + ": the call is answered", what + " join");
      row(what + ": the first other host reaches it", what + " first");
      row(what + ": half of them do", what + " half");
      row(what + ": in the kernel of each", what + " kernels");
      row(what + ": all others reach it", what + " all");
      row(what + ": processor time of all agents", what + " cpu");
    }
    for (String dataplane : DATAPLANES) {
      System.out.printf(
          Locale.ROOT,
          "ratio of reaching all, %-8s to by hand %11.2f %8.2f%n",
          dataplane,
          millis(dataplane, 0.5) / millis(BY_HAND, 0.5),
          millis(dataplane, 0.99) / millis(BY_HAND, 0.99));
    }
  }

  private double millis(String what, double quantile) {
    Samples seen = samples.get(what + " all");
    return seen == null ? Double.NaN : seen.millis(quantile);
  }

  private void row(String what, String key) {
    Samples seen = samples.get(key);
    if (seen != null) {
      row(what, seen);
    }
  }

  private static void row(String what, Samples seen) {
    System.out.printf(Locale.ROOT, "%-42s %s %8.2f%n", what, seen.summary(), seen.millis(1));
  }

  /** One host is woken again and again while nothing has changed. */
  private void nothingToDo() throws InterruptedException {
    ReachHost host = hosts.getFirst();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = host.reconciling().threadId();
    look(host, LOOKS);
    host.clock().measure(true);
    long cpu = threads.getThreadCpuTime(id);
    long bytes = threads.getThreadAllocatedBytes(id);
    look(host, LOOKS);
    host.clock().measure(false);
    int rounds = host.clock().whole.count();
    System.out.printf(
        "%nA look with nothing to do: %d items, %d looks, %d steps%n",
        host.networks().status().items(), rounds, host.clock().steps());
    System.out.printf("%-42s %8s %8s %8s%n", "milliseconds", "p50", "p99", "max");
    row("all of it", host.clock().whole);
    row("planning", host.clock().plan);
    row("looking at the kernel", host.clock().look);
    row("comparing", host.clock().compare);
    System.out.printf(
        Locale.ROOT,
        "processor time %.2f ms, allocated %.2f MB%n",
        (threads.getThreadCpuTime(id) - cpu) / 1e6 / rounds,
        (threads.getThreadAllocatedBytes(id) - bytes) / 1e6 / rounds);
  }

  private static void look(ReachHost host, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      long round = host.networks().status().round();
      host.networks().changed();
      while (host.networks().status().round() == round) {
        Thread.sleep(1);
      }
    }
  }

  @Override
  public void close() {
    probes.forEach(ReachProbe::close);
    hosts.forEach(ReachHost::close);
    batch(namespaces.stream().map(name -> "netns delete " + name).toList());
    etcd.close();
    lab.close();
  }
}
