package io.fairlead.bench;

import io.fairlead.json.InstanceJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.registry.Keys;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.stores.etcd.EtcdStore;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.MachineTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An agent that follows 1,000 nodes of 100 instances each on one etcd: its memory, its processor
 * time for each change, how far it is behind, and the store's writes for each change. The nodes are
 * simulated in this process; the agent and etcd are processes of their own.
 *
 * <p>Arguments: the path of an etcd binary, seconds of changes, changes each second (0 for as many
 * as the store takes).
 */
public final class ManyNodesBench {
  private static final int NODES = 1_000;
  private static final int EACH = 100;
  private static final int WRITERS = 8;
  private static final int DNS = 25353;
  private static final int HTTP = 27080;
  private static final int ETCD = 22379;
  private static final Duration TTL = Duration.ofMinutes(10);

  private final InstanceJson instances = new InstanceJson();
  private final NodeJson nodes = new NodeJson();
  private final MachineTime time = new MachineTime();
  private final Store store;
  private final List<String> leases = new ArrayList<>();

  private ManyNodesBench(Store store) {
    this.store = store;
  }

  /** Prints the table. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("fairlead-bench");
    Process etcd = new ProcessBuilder(etcd(args[0], folder)).inheritIO().start();
    Process agent = null;
    String url = "etcd://127.0.0.1:" + ETCD + "/fairlead";
    try (Store store = EtcdStore.open(StoreUrl.parse(url), Secrets.NONE, new MachineTime())) {
      AgentFigures figures = new AgentFigures(HTTP);
      agent =
          new ProcessBuilder(
                  AgentProcess.command(
                      folder, DNS, HTTP, "--store", url, "--docker", "none", "--upstream", "none"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("agent.log").toFile())
              .start();
      figures.awaitInstances(0);
      ManyNodesBench bench = new ManyNodesBench(store);
      long begin = System.nanoTime();
      bench.fill();
      double written = seconds(begin);
      figures.awaitInstances(NODES * EACH);
      row("written to the store, in batches of a node", written, "s");
      row("all of it in the agent's catalog", seconds(begin), "s");
      row(
          "resident memory of the agent then",
          ProcessFigures.residentBytes(agent.pid()) / 1e6,
          "MB");
      bench.changes(figures, agent.pid(), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      row(
          "resident memory of the agent at the end",
          ProcessFigures.residentBytes(agent.pid()) / 1e6,
          "MB");
    } finally {
      if (agent != null) {
        agent.destroy();
        agent.waitFor();
      }
      etcd.destroy();
      etcd.waitFor();
      StartBench.delete(folder);
    }
  }

  private void fill() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      Lease lease = store.grant(TTL);
      leases.add(lease.id());
    }
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int node = 0; node < NODES; node++) {
        int number = node;
        all.add(writers.submit(() -> register(number)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private void register(int node) {
    List<Txn.Op> ops = new ArrayList<>();
    String name = "node" + node;
    Node self = new Node(name, List.of(IpAddress.v4((10 << 24) + node)), Map.of());
    ops.add(new Txn.Op.Put(Keys.node(name), nodes.encode(self)));
    for (int i = 0; i < EACH; i++) {
      ops.add(put(instance(node, i, 0)));
      if (ops.size() == Store.MAX_OPS || i == EACH - 1) {
        commit(ops, node);
        ops.clear();
      }
    }
  }

  /** Changes spread over all nodes; what came through is read from the agent's own figures. */
  private void changes(AgentFigures figures, long pid, int seconds, int rate) throws Exception {
    AtomicLong done = new AtomicLong();
    long revisionBefore = revision();
    AgentFigures.Seen before = figures.seen();
    double cpuBefore = ProcessFigures.cpuNanos(pid) / 1e9;
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        all.add(
            writers.submit(
                () -> {
                  Random random = new Random(number);
                  for (int change = 1; System.nanoTime() - end < 0; change++) {
                    int node = random.nextInt(NODES / WRITERS) * WRITERS + number;
                    commit(List.of(put(instance(node, random.nextInt(EACH), change))), node);
                    long made = done.incrementAndGet();
                    long due = rate == 0 ? 0 : begin + made * 1_000_000_000L / rate;
                    while (due - System.nanoTime() > 0) {
                      Thread.sleep(1);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    double took = seconds(begin);
    long writes = revision() - revisionBefore;
    figures.awaitRevision(revision());
    AgentFigures.Seen after = figures.seen();
    double cpu = ProcessFigures.cpuNanos(pid) / 1e9 - cpuBefore;
    row("changes each second", done.get() / took, "");
    row("writes of the store for each change", (double) writes / done.get(), "");
    row("behind when the last was written", seconds(begin) - took, "s");
    row("from a change's event to the snapshot, mean", after.meanSince(before) * 1e3, "ms");
    row("of one core, the agent", 100 * cpu / took, "%");
    row("processor time of the agent for a change", cpu / done.get() * 1e6, "us");
  }

  private long revision() {
    return store.read(Keys.NODES + "node0", null).revision().value();
  }

  private Txn.Op put(Instance instance) {
    return new Txn.Op.Put(Keys.instance(instance.id()), instances.encode(instance));
  }

  private void commit(List<Txn.Op> ops, int node) {
    Commit commit = store.commit(new Txn(List.of(), ops, leases.get(node)));
    if (!(commit instanceof Commit.Done)) {
      throw new IllegalStateException("not written: " + commit);
    }
  }

  private Instance instance(int node, int number, int change) {
    Instance like = Samples.instances(number, 1, 1).getFirst();
    String name = "svc-" + (node * EACH + number) % 5_000;
    return new Instance(
        new InstanceId("node" + node, name + "-" + number),
        like.source(),
        new ServiceKey("default", name),
        name + "-" + number,
        like.port(),
        IpAddress.v4((10 << 24) + node * 256 + number),
        like.endpoints(),
        like.tags(),
        Map.of("change", Integer.toString(change)),
        like.weight(),
        false,
        List.of(),
        like.states(),
        new Cause(time.now(), "docker event start"));
  }

  private static List<String> etcd(String binary, Path folder) {
    String at = "http://127.0.0.1:";
    return List.of(
        binary,
        "--data-dir=" + folder.resolve("etcd"),
        "--listen-client-urls=" + at + ETCD,
        "--advertise-client-urls=" + at + ETCD,
        "--listen-peer-urls=" + at + (ETCD + 1),
        "--initial-advertise-peer-urls=" + at + (ETCD + 1),
        "--initial-cluster=default=" + at + (ETCD + 1),
        "--quota-backend-bytes=4000000000",
        "--logger=zap",
        "--log-level=error");
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void row(String what, double figure, String unit) {
    System.out.printf(Locale.ROOT, "%-46s %10.2f %s%n", what, figure, unit);
  }
}
