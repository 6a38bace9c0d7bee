package io.fairlead.testkit.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  private final Place place;
  private final Map<String, LabHost> hosts = new LinkedHashMap<>();
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
    LabHost known = hosts.get(name);
    if (known != null) {
      return known;
    }
    if (!name.matches("[a-z][a-z0-9]{0,9}")) {
      throw new LabException("'" + name + "' is no host name here: at most 10 of a-z and 0-9");
    }
    LabHost host = new LabHost(this, name, hosts.size() + 1, settings);
    hosts.put(name, host);
    host.engine().start();
    return host;
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
    hosts.values().forEach(LabHost::end);
    hosts.values().forEach(host -> place.keepLogs(host.directory()));
    hosts.clear();
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

  void plug(LabHost host) {
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

  void link(LabHost host, String state) {
    ip("-n", bridgeNetwork(), "link", "set", host.name(), state);
  }

  private String bridgeNetwork() {
    return id() + "-bridge";
  }

  private static void ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = Command.tool("ip", "iproute2");
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Command.output(command);
  }
}
