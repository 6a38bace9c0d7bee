package io.fairlead.testkit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Real hosts on one bridge. Labs of several test runs live side by side; what a killed run left is
 * removed when the next lab opens. Closing ends every process and removes every namespace, mount,
 * link, cgroup and file of it. One thread at a time.
 *
 * <pre>{@code
 * try (Lab lab = Lab.open()) {
 *   LabHost host = lab.host("h1");
 *   LabContainer web = host.run(Images.WEB, "--name", "web");
 *   host.exec("busybox", "wget", "-qO-", "http://" + web.address());
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {
  /** The bridge's own address: the hosts' default route and, unless told otherwise, resolver. */
  public static final String BRIDGE_V4 = "10.77.0.254";

  private static final String BRIDGE = "br0";
  private static final String FAR_BRIDGE = "br1";

  private final Place place;
  private final Map<String, LabMachine> machines = new LinkedHashMap<>();
  private @Nullable Path layer;

  private Lab(Place place) {
    this.place = place;
  }

  /** Opens an empty lab: a bridge in a namespace of its own. */
  public static Lab open() {
    Place.sweep();
    Lab lab = new Lab(Place.take());
    try {
      String network = lab.bridgeNetwork();
      ip("netns", "add", network);
      ip("-n", network, "link", "set", "lo", "up");
      ip("-n", network, "link", "add", BRIDGE, "type", "bridge");
      ip("-n", network, "address", "add", BRIDGE_V4 + "/24", "dev", BRIDGE);
      ip("-n", network, "address", "add", "fd77::fe/64", "dev", BRIDGE, "nodad");
      ip("-n", network, "link", "set", BRIDGE, "up");
      ip("-n", network, "link", "add", FAR_BRIDGE, "type", "bridge");
      ip("-n", network, "link", "set", FAR_BRIDGE, "up");
      return lab;
    } catch (LabException e) {
      lab.close();
      throw e;
    }
  }

  /** The host of this name, with its engine started where the name is new. */
  public LabHost host(String name) {
    return host(name, EngineSettings.DEFAULT);
  }

  /**
   * The host of this name.
   *
   * @param name at most 10 of a-z and 0-9
   * @param settings of its engine, where the name is new
   */
  public LabHost host(String name, EngineSettings settings) {
    if (machines.get(name) instanceof LabHost known) {
      return known;
    }
    LabHost host = new LabHost(this, free(name), machines.size() + 1, settings);
    machines.put(name, host);
    host.engine().start();
    return host;
  }

  /**
   * New hosts {@code h1}, {@code h2}, ... whose containers reach each other: every engine has an
   * IPv4 network of its own and every host a route to each.
   */
  public List<LabHost> hosts(int count) {
    List<LabHost> hosts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      int number = machines.size() + 1;
      EngineSettings settings =
          EngineSettings.DEFAULT.with("--bip", containers(number, 1) + "/24", "--ip-masq=false");
      LabHost host = new LabHost(this, free("h" + i), number, settings);
      machines.put(host.name(), host);
      hosts.add(host);
    }
    layer();
    Together.each(hosts, host -> host.engine().start());
    for (LabHost host : hosts) {
      // An engine that finds forwarding off drops what it does not know, the other hosts' too.
      host.exec("iptables", "-I", "DOCKER-USER", "-s", "10.77.0.0/16", "-j", "ACCEPT");
      host.exec("iptables", "-I", "DOCKER-USER", "-s", "10.78.0.0/16", "-j", "ACCEPT");
      for (LabHost other : hosts) {
        if (other != host) {
          String network = containers(other.number(), 0) + "/24";
          ip("-n", host.network(), "route", "add", network, "via", other.address());
        }
      }
    }
    return List.copyOf(hosts);
  }

  /** The machine of this name, without an engine; made where the name is new. */
  public LabMachine machine(String name) {
    LabMachine known = machines.get(name);
    if (known == null) {
      known = new LabMachine(this, free(name), machines.size() + 1, List.of("data"), List.of());
      machines.put(name, known);
    }
    return known;
  }

  /** Parts the network: these machines reach each other, and none of the others. */
  public void part(List<? extends LabMachine> these) {
    join();
    for (LabMachine machine : these) {
      ip("-n", bridgeNetwork(), "link", "set", machine.name(), "master", FAR_BRIDGE);
    }
  }

  /** Makes one network of the parts again. */
  public void join() {
    for (String name : machines.keySet()) {
      ip("-n", bridgeNetwork(), "link", "set", name, "master", BRIDGE);
    }
  }

  private String free(String name) {
    if (!name.matches("[a-z][a-z0-9]{0,9}")) {
      throw new LabException("'" + name + "' is no host name here: at most 10 of a-z and 0-9");
    }
    if (machines.containsKey(name)) {
      throw new LabException("There is another machine '" + name + "' in the lab");
    }
    return name;
  }

  private static String containers(int number, int last) {
    return "10.78." + number + "." + last;
  }

  /** Runs a command in the bridge's namespace, a place outside of every host. */
  public String exec(String... command) {
    String[] all = new String[command.length + 3];
    all[0] = Command.tool("nsenter", "util-linux");
    all[1] = "--net=/run/netns/" + bridgeNetwork();
    all[2] = "--";
    System.arraycopy(command, 0, all, 3, command.length);
    return Command.output(all);
  }

  /** What every name of this lab starts with. */
  public String id() {
    return place.id();
  }

  /** Where its files are. */
  public Path directory() {
    return place.directory();
  }

  /** Ends all of it. Only the logs stay, in the build's own folder where there is one. */
  @Override
  public void close() {
    machines.values().forEach(LabMachine::end);
    machines.values().forEach(machine -> place.keepLogs(machine.directory()));
    machines.clear();
    place.close();
  }

  Path layer() {
    Path known = layer;
    if (known == null) {
      known = directory().resolve("layer.tar");
      Images.writeLayer(known, directory().resolve("layer"));
      layer = known;
    }
    return known;
  }

  void plug(LabMachine host) {
    String network = host.network();
    ip("netns", "add", network);
    ip("-n", network, "link", "set", "lo", "up");
    ip(
        "-n",
        network,
        "link",
        "add",
        "eth0",
        "type",
        "veth",
        "peer",
        "name",
        host.name(),
        "netns",
        bridgeNetwork());
    ip("-n", bridgeNetwork(), "link", "set", host.name(), "master", BRIDGE, "up");
    ip("-n", network, "address", "add", host.address() + "/24", "dev", "eth0");
    ip("-n", network, "address", "add", host.address6() + "/64", "dev", "eth0", "nodad");
    ip("-n", network, "link", "set", "eth0", "up");
    ip("-n", network, "route", "add", "default", "via", BRIDGE_V4);
  }

  void link(LabMachine host, String state) {
    ip("-n", bridgeNetwork(), "link", "set", host.name(), state);
  }

  void slow(LabMachine machine, int kilobits) {
    quicken(machine);
    for (List<String> end : ends(machine)) {
      List<String> command = new ArrayList<>(List.of("-n", end.getFirst(), "qdisc", "add", "dev"));
      command.addAll(List.of(end.getLast(), "root", "tbf", "rate", kilobits + "kbit"));
      command.addAll(List.of("burst", "2000", "limit", "100000"));
      tool("tc", command);
    }
  }

  void quicken(LabMachine machine) {
    for (List<String> end : ends(machine)) {
      String shown =
          tool("tc", List.of("-n", end.getFirst(), "qdisc", "show", "dev", end.getLast()));
      if (shown.contains("tbf")) {
        tool("tc", List.of("-n", end.getFirst(), "qdisc", "del", "dev", end.getLast(), "root"));
      }
    }
  }

  /** Both ends of its link: a network namespace and the name that the end has there. */
  private List<List<String>> ends(LabMachine machine) {
    return List.of(List.of(machine.network(), "eth0"), List.of(bridgeNetwork(), machine.name()));
  }

  private String bridgeNetwork() {
    return id() + "-bridge";
  }

  private static void ip(String... arguments) {
    tool("ip", List.of(arguments));
  }

  private static String tool(String name, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Command.tool(name, "iproute2")));
    command.addAll(arguments);
    return Command.output(command.toArray(String[]::new));
  }
}
