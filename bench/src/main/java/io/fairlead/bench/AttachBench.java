package io.fairlead.bench;

import io.fairlead.bench.DriverCalls.Own;
import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attaching a running container to a network and detaching it, through the engine: ours beside
 * Docker's bridge and overlay; and the calls that the engine makes to our driver for it, made
 * directly. The agents are those that the launcher starts. Run as root from the top of the tree.
 *
 * <p>Arguments: rounds.
 */
public final class AttachBench {
  private static final String FAIRLEAD = "ours";
  private static final String BRIDGE = "plain";
  private static final int FIRST = 5;
  private static final int WARM = 3000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient engine;
  private final Map<String, Samples> samples = new LinkedHashMap<>();

  private AttachBench(HttpClient engine) {
    this.engine = engine;
  }

  /** Prints the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (TwoHosts hosts = TwoHosts.open()) {
      LabHost host = hosts.first();
      hosts.swarm();
      hosts.network(FAIRLEAD, "vxlan");
      host.docker("network", "create", BRIDGE);
      host.run(Images.IDLE, "--name", "one", "--network", "none");
      host.docker("network", "disconnect", "none", "one");
      for (String network : new String[] {FAIRLEAD, BRIDGE, TwoHosts.OVERLAY}) {
        // Each network has a container already: what all of its endpoints need is there.
        host.run(Images.IDLE, "--name", "on-" + network, "--network", network);
      }
      Launcher.awaitRehearsed(host);
      DriverCalls.warm(hosts.second(), WARM);
      Address.Unix socket = new Address.Unix(host.engine().socket());
      try (HttpClient engine = new HttpClient(socket, "it", new MachineTime());
          DriverCalls driver = DriverCalls.to(host, FAIRLEAD, "one")) {
        AttachBench bench = new AttachBench(engine);
        Map<String, Own> before = Map.of();
        int rounds = Integer.parseInt(args[0]);
        for (int round = 0; round < FIRST + rounds; round++) {
          if (round == FIRST) {
            bench.print("the first " + FIRST + " rounds", Map.of());
            bench.samples.clear();
            before = own(hosts.agent(0));
          }
          for (String network : new String[] {FAIRLEAD, BRIDGE, TwoHosts.OVERLAY}) {
            bench.connect(network);
          }
          driver.round(round).forEach(bench::note);
        }
        bench.print("all after them", means(before, own(hosts.agent(0))));
        bench.ratios();
      }
    }
  }

  private static Map<String, Own> own(AgentProcess agent) {
    Map<String, Own> all = new TreeMap<>();
    DriverCalls.ATTACHING.forEach(call -> all.put(call, Own.of(agent, call)));
    return all;
  }

  private static Map<String, Double> means(Map<String, Own> before, Map<String, Own> after) {
    Map<String, Double> means = new LinkedHashMap<>();
    double all = 0;
    for (String call : DriverCalls.ATTACHING) {
      Own from = before.getOrDefault(call, new Own(0, 0));
      double mean = after.getOrDefault(call, from).meanMillisSince(from);
      means.put(call, mean);
      all += mean;
    }
    means.put("attach in all", all);
    return means;
  }

  private void connect(String network) throws IOException, InterruptedException {
    long start = System.nanoTime();
    engine("/networks/" + network + "/connect", "{\"Container\":\"one\"}");
    long between = System.nanoTime();
    engine("/networks/" + network + "/disconnect", "{\"Container\":\"one\"}");
    note("engine: attach, " + network, between - start);
    note("engine: detach, " + network, System.nanoTime() - between);
  }

  private void engine(String target, String body) throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Reply reply = engine.send(Call.json("POST", "/v1.40" + target, bytes).within(PATIENCE));
    if (!reply.ok()) {
      throw new IOException(target + ": " + reply.status() + " " + reply.text());
    }
  }

  private void note(String what, long nanos) {
    samples.computeIfAbsent(what, key -> new Samples()).add(nanos);
  }

  private void print(String title, Map<String, Double> means) {
    System.out.printf(
        Locale.ROOT, "%-38s %5s %8s %8s%n", "milliseconds, " + title, "n", "p50", "p99");
    samples.forEach(
        (what, seen) -> System.out.printf("%-38s %5d %s%n", what, seen.count(), seen.summary()));
    means.forEach(
        (call, mean) ->
            System.out.printf(
                Locale.ROOT,
                "%-38s mean %9.2f%n",
                "within the agent: " + call.replaceFirst(".*\\.", ""),
                mean));
    System.out.println();
  }

  private void ratios() {
    for (String peer : new String[] {BRIDGE, TwoHosts.OVERLAY}) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %8.2f %8.2f%n",
          "ratio of attaching, ours to " + peer,
          ratio(peer, 0.5),
          ratio(peer, 0.99));
    }
  }

  private double ratio(String peer, double quantile) {
    return millis("engine: attach, " + FAIRLEAD, quantile)
        / millis("engine: attach, " + peer, quantile);
  }

  private double millis(String what, double quantile) {
    Samples seen = samples.get(what);
    return seen == null ? Double.NaN : seen.millis(quantile);
  }
}
