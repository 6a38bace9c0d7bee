package io.fairlead.bench;

import io.fairlead.json.Fields;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Attaching a running container to a network and detaching it, through the engine: ours beside
 * Docker's bridge and overlay; and the calls that the engine makes to our driver for it, made
 * directly. Run as root from the top of the tree.
 *
 * <p>Arguments: rounds.
 */
public final class AttachBench {
  private static final String FAIRLEAD = "ours";
  private static final String BRIDGE = "plain";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient engine;
  private final HttpClient driver;
  private final Map<String, Samples> samples = new LinkedHashMap<>();

  private AttachBench(HttpClient engine, HttpClient driver) {
    this.engine = engine;
    this.driver = driver;
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
      Path socket =
          Path.of(
              "/proc/" + host.engine().process().pid() + "/root/run/docker/plugins/fairlead.sock");
      MachineTime time = new MachineTime();
      try (HttpClient engine =
              new HttpClient(new Address.Unix(host.engine().socket()), "it", time);
          HttpClient driver = new HttpClient(new Address.Unix(socket), "the driver", time)) {
        AttachBench bench = new AttachBench(engine, driver);
        String id = host.docker("network", "inspect", "-f", "{{.Id}}", FAIRLEAD).strip();
        String pool =
            host.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", FAIRLEAD)
                .strip();
        String sandbox =
            host.docker("inspect", "-f", "{{.NetworkSettings.SandboxKey}}", "one").strip();
        for (int round = 0; round < Integer.parseInt(args[0]); round++) {
          if (round == 5) {
            bench.samples.clear(); // warm now
          }
          for (String network : new String[] {FAIRLEAD, BRIDGE, TwoHosts.OVERLAY}) {
            bench.connect(network);
          }
          bench.call(id, pool, sandbox, round);
        }
        bench.print();
      }
    }
  }

  private void connect(String network) throws IOException, InterruptedException {
    long start = System.nanoTime();
    engine("/networks/" + network + "/connect", "{\"Container\":\"one\"}");
    long between = System.nanoTime();
    engine("/networks/" + network + "/disconnect", "{\"Container\":\"one\"}");
    note("attach " + network, between - start);
    note("detach " + network, System.nanoTime() - between);
  }

  private void engine(String target, String body) throws IOException, InterruptedException {
    Reply reply = engine.send(call("/v1.40" + target, body));
    if (!reply.ok()) {
      throw new IOException(target + ": " + reply.status() + " " + reply.text());
    }
  }

  private void call(String network, String pool, String sandbox, int round)
      throws IOException, InterruptedException {
    String endpoint = "%064x".formatted(0xbe9c_0000_0000L + round);
    String names = "\"NetworkID\":\"" + network + "\",\"EndpointID\":\"" + endpoint + "\"";
    long before = System.nanoTime();
    ours("/NetworkDriver.GetCapabilities", "{}");
    long start = System.nanoTime();
    note("agent: a call alone", start - before);
    String address =
        ours("/IpamDriver.RequestAddress", "{\"PoolID\":\"" + pool + "\"}").text("Address");
    note("agent: address", System.nanoTime() - start);
    ours(
        "/NetworkDriver.CreateEndpoint",
        "{" + names + ",\"Interface\":{\"Address\":\"" + address + "\"}}");
    long between = System.nanoTime();
    ours("/NetworkDriver.Join", "{" + names + ",\"SandboxKey\":\"" + sandbox + "\"}");
    long joined = System.nanoTime();
    ours("/NetworkDriver.Leave", "{" + names + "}");
    ours("/NetworkDriver.DeleteEndpoint", "{" + names + "}");
    ours(
        "/IpamDriver.ReleaseAddress",
        "{\"PoolID\":\"" + pool + "\",\"Address\":\"" + address.replaceFirst("/.*", "") + "\"}");
    note("agent: address, endpoint", between - start);
    note("agent: join", joined - between);
    note("agent: attach in all", joined - start);
    note("agent: detach in all", System.nanoTime() - joined);
  }

  private Fields ours(String method, String body) throws IOException, InterruptedException {
    Fields answer = Fields.lenient(Json.parse(driver.send(call(method, body)).body()));
    String error = answer.textOr("Err", answer.textOr("Error", ""));
    if (!error.isEmpty()) {
      throw new IOException(method + ": " + error);
    }
    return answer;
  }

  private static Call call(String target, String body) {
    return Call.json("POST", target, body.getBytes(StandardCharsets.UTF_8)).within(PATIENCE);
  }

  private void note(String what, long nanos) {
    samples.computeIfAbsent(what, key -> new Samples()).add(nanos);
  }

  private void print() {
    System.out.printf(Locale.ROOT, "%-28s %5s %8s %8s%n", "milliseconds", "n", "p50", "p99");
    samples.forEach(
        (what, seen) -> System.out.printf("%-28s %5d %s%n", what, seen.count(), seen.summary()));
    for (String peer : new String[] {BRIDGE, TwoHosts.OVERLAY}) {
      System.out.printf(
          Locale.ROOT,
          "ratio of attaching, ours to %-8s %8.2f %8.2f%n",
          peer,
          ratio(peer, 0.5),
          ratio(peer, 0.99));
    }
  }

  private double ratio(String peer, double quantile) {
    return millis("attach " + FAIRLEAD, quantile) / millis("attach " + peer, quantile);
  }

  private double millis(String what, double quantile) {
    Samples seen = samples.get(what);
    return seen == null ? Double.NaN : seen.millis(quantile);
  }
}
