package io.fairlead.bench;

import io.fairlead.json.Fields;
import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls that an engine makes to our driver for one endpoint, made directly over one connection
 * that is kept, as an engine keeps its own. One thread at a time.
 */
final class DriverCalls implements AutoCloseable {
  /** An engine asks the address driver once and the network driver twice to attach. */
  static final List<String> ATTACHING =
      List.of("IpamDriver.RequestAddress", "NetworkDriver.CreateEndpoint", "NetworkDriver.Join");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient driver;
  private final String network;
  private final String pool;
  private final String sandbox;

  private DriverCalls(HttpClient driver, String network, String pool, String sandbox) {
    this.driver = driver;
    this.network = network;
    this.pool = pool;
    this.sandbox = sandbox;
  }

  /** To the driver of a host, for a network and a container that are there. */
  static DriverCalls to(LabHost host, String network, String container) {
    return new DriverCalls(
        client(host),
        host.docker("network", "inspect", "-f", "{{.Id}}", network).strip(),
        host.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Subnet}}", network)
            .strip(),
        host.docker("inspect", "-f", "{{.NetworkSettings.SandboxKey}}", container).strip());
  }

  /** Has the client's own code compiled, by calls that do nothing of another host's driver. */
  static void warm(LabHost other, int calls) throws IOException, InterruptedException {
    try (HttpClient client = client(other)) {
      for (int i = 0; i < calls; i++) {
        ask(client, "NetworkDriver.GetCapabilities", "{}");
      }
    }
  }

  private static HttpClient client(LabHost host) {
    Path socket =
        Path.of(
            "/proc/" + host.engine().process().pid() + "/root/run/docker/plugins/fairlead.sock");
    return new HttpClient(new Address.Unix(socket), "the driver", new MachineTime());
  }

  /** Attaches an endpoint and detaches it; nanoseconds by what was done, as the client saw them. */
  Map<String, Long> round(int number) throws IOException, InterruptedException {
    String endpoint = "%064x".formatted(0xbe9c_0000_0000L + number);
    String names = "\"NetworkID\":\"" + network + "\",\"EndpointID\":\"" + endpoint + "\"";
    Map<String, Long> took = new LinkedHashMap<>();
    long start = System.nanoTime();
    ask(driver, "NetworkDriver.GetCapabilities", "{}");
    long nothing = System.nanoTime();
    String address =
        ask(driver, "IpamDriver.RequestAddress", "{\"PoolID\":\"" + pool + "\"}").text("Address");
    long addressed = System.nanoTime();
    ask(
        driver,
        "NetworkDriver.CreateEndpoint",
        "{" + names + ",\"Interface\":{\"Address\":\"" + address + "\"}}");
    long created = System.nanoTime();
    ask(driver, "NetworkDriver.Join", "{" + names + ",\"SandboxKey\":\"" + sandbox + "\"}");
    long joined = System.nanoTime();
    ask(driver, "NetworkDriver.Leave", "{" + names + "}");
    ask(driver, "NetworkDriver.DeleteEndpoint", "{" + names + "}");
    ask(
        driver,
        "IpamDriver.ReleaseAddress",
        "{\"PoolID\":\"" + pool + "\",\"Address\":\"" + address.replaceFirst("/.*", "") + "\"}");
    took.put("driver: a call that does nothing", nothing - start);
    took.put("driver: RequestAddress", addressed - nothing);
    took.put("driver: CreateEndpoint", created - addressed);
    took.put("driver: Join", joined - created);
    took.put("driver: attach in all", joined - nothing);
    took.put("driver: detach in all", System.nanoTime() - joined);
    return took;
  }

  private static Fields ask(HttpClient client, String method, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Call call = Call.json("POST", "/" + method, bytes).within(PATIENCE);
    Fields answer = Fields.lenient(Json.parse(client.send(call).body()));
    String error = answer.textOr("Err", answer.textOr("Error", ""));
    if (!error.isEmpty()) {
      throw new IOException(method + ": " + error);
    }
    return answer;
  }

  /**
   * What an agent says of its own calls so far.
   *
   * @param seconds in sum
   */
  record Own(double calls, double seconds) {
    /** Of the agent's calls of this name. */
    static Own of(AgentProcess agent, String call) {
      String label = "{call=\"" + call + "\"}";
      return new Own(
          agent.metric("fairlead_attach_call_seconds_count" + label),
          agent.metric("fairlead_attach_call_seconds_sum" + label));
    }

    /** Milliseconds of each call since then, on average. */
    double meanMillisSince(Own before) {
      return 1000 * (seconds - before.seconds) / (calls - before.calls);
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
