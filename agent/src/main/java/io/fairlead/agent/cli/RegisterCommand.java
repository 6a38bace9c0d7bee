package io.fairlead.agent.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead register SERVICE}. */
@Command(
    name = "register",
    sortOptions = false,
    description = "Registers an instance on the agent's node, or replaces it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead register printer --address 10.0.0.9 --port 631",
      "  fairlead register api --port 8080 --check-http /health --check-interval 2s",
      "  fairlead register batch --namespace jobs --check-ttl 30s --tag nightly --meta team=data"
    })
final class RegisterCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE", description = "The service that it provides.")
  private String service = "";

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "What to call the instance. Default: SERVICE:ADDRESS:PORT.")
  private @Nullable String id;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "The service's namespace. Default: default.")
  private @Nullable String namespace;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Where it listens. Default: the node's own address.")
  private @Nullable String address;

  @Option(names = "--port", paramLabel = "PORT", description = "The port that it listens on.")
  private int port;

  @Option(
      names = "--port-name",
      paramLabel = "NAME",
      description = "The port's name in SRV records.")
  private @Nullable String portName;

  @Option(names = "--udp", description = "The port is a UDP port.")
  private boolean udp;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag; repeatable.")
  private List<String> tags = List.of();

  @Option(names = "--meta", paramLabel = "KEY=VALUE", description = "A fact; repeatable.")
  private Map<String, String> meta = Map.of();

  @Option(
      names = "--weight",
      paramLabel = "NUMBER",
      description = "Its share of traffic. Default: 1.")
  private @Nullable Integer weight;

  @Mixin private CheckOptions check = new CheckOptions();

  @Mixin private final Client agent;

  RegisterCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String name = id == null ? standardId() : id;
    Answer answer = agent.call("PUT", "/instances/" + Client.encoded(name), body());
    answer.fields();
    return agent.done(answer, "registered " + name);
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("service", service);
    if (namespace != null) {
      body.put("namespace", namespace);
    }
    if (address != null) {
      body.put("address", address);
    }
    if (port != 0) {
      Map<String, Object> full = new LinkedHashMap<>();
      full.put("number", port);
      full.put("protocol", udp ? "udp" : "tcp");
      full.put("name", portName == null ? "" : portName);
      body.put("port", full);
    }
    body.put("tags", tags);
    body.put("meta", meta);
    if (weight != null) {
      body.put("weight", weight);
    }
    body.put("checks", check.checks());
    return body;
  }

  private String standardId() {
    String where = address == null ? "" : ":" + address;
    return service + where + (port == 0 ? "" : ":" + port) + (udp ? ":udp" : "");
  }
}
