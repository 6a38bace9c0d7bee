package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead network create NAME}. */
@Command(
    name = "create",
    sortOptions = false,
    description = "Makes a network that spans all hosts; every engine shows it soon.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead network create backend",
      "  fairlead network create backend --subnet 10.20.0.0/16 --gateway 10.20.0.1 --ip-range 10.20.4.0/22",
      "  fairlead network create backend --ipv6 --dataplane vxlan --mtu 1400",
      "  fairlead network create vault --internal --encrypted --aux printer=10.21.0.9 --subnet 10.21.0.0/24"
    })
final class NetworkCreateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "What to call it.")
  private String name = "";

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "Its addresses; repeatable. Default: one that overlaps nothing.")
  private List<String> subnets = List.of();

  @Option(
      names = "--gateway",
      paramLabel = "ADDRESS",
      description =
          "The way out of the subnet that it is in; repeatable. Default: the first address.")
  private List<String> gateways = List.of();

  @Option(
      names = "--ip-range",
      paramLabel = "CIDR",
      description = "Choose addresses from this part of a subnet; repeatable.")
  private List<String> ranges = List.of();

  @Option(
      names = "--aux",
      paramLabel = "NAME=ADDRESS",
      description = "An address that no container gets; repeatable.")
  private Map<String, String> aux = Map.of();

  @Option(names = "--ipv6", description = "Give IPv6 addresses too.")
  private boolean ipv6;

  @Option(
      names = "--dataplane",
      paramLabel = "TYPE",
      description = "How it is realised: auto, bridge, vxlan, host-gw, ... Default: auto.")
  private @Nullable String dataplane;

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      description = "Of its interfaces. Default: what its dataplane carries.")
  private int mtu;

  @Option(names = "--encrypted", description = "Encrypt what goes from host to host, or fail.")
  private boolean encrypted;

  @Option(names = "--internal", description = "Give it no way out.")
  private boolean internal;

  @Option(
      names = {"-o", "--opt"},
      paramLabel = "KEY=VALUE",
      description = "What only its dataplane understands; repeatable.")
  private Map<String, String> more = Map.of();

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A fact; repeatable.")
  private Map<String, String> labels = Map.of();

  @Mixin private final Client agent;

  NetworkCreateCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.call("POST", "/networks", body());
    Fields made = answer.fields();
    List<String> ranges =
        made.objects("pools").stream().map(pool -> pool.textOr("subnet", "")).toList();
    return agent.done(answer, "made network " + name + ", " + String.join(" and ", ranges));
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    try {
      body.put("pools", pools());
    } catch (InvalidField e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    body.put("ipv6", ipv6);
    if (dataplane != null) {
      body.put("dataplane", dataplane);
    }
    body.put("mtu", mtu);
    body.put("encrypted", encrypted);
    body.put("internal", internal);
    body.put("more", more);
    body.put("labels", labels);
    return body;
  }

  /** Each subnet with what is in it; what is in none is wrong usage. */
  private List<Map<String, Object>> pools() {
    List<IpPrefix> all = subnets.stream().map(IpPrefix::parse).toList();
    List<Map<String, Object>> pools = new ArrayList<>();
    all.forEach(subnet -> pools.add(new LinkedHashMap<>(Map.of("subnet", subnet.toString()))));
    for (String gateway : gateways) {
      pools.get(home("--gateway", IpAddress.parse(gateway), all)).put("gateway", gateway);
    }
    for (String range : ranges) {
      pools.get(home("--ip-range", IpPrefix.parse(range).address(), all)).put("range", range);
    }
    Map<Integer, Map<String, String>> reserved = new LinkedHashMap<>();
    aux.forEach(
        (what, address) ->
            reserved
                .computeIfAbsent(
                    home("--aux", IpAddress.parse(address), all), at -> new LinkedHashMap<>())
                .put(what, address));
    reserved.forEach((at, names) -> pools.get(at).put("reserved", names));
    return pools;
  }

  private static int home(String option, IpAddress address, List<IpPrefix> subnets) {
    for (int i = 0; i < subnets.size(); i++) {
      if (subnets.get(i).contains(address)) {
        return i;
      }
    }
    throw new CliFailure(
        ExitCode.USAGE, option + " " + address + " is in no --subnet; name the subnet too");
  }
}
