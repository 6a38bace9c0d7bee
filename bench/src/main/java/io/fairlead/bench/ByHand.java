package io.fairlead.bench;

import io.fairlead.model.IpAddress;
import io.fairlead.testkit.lab.LabMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same network as somebody makes it by hand: a vxlan and a bridge on each host that learn and
 * flood nothing, and a script that tells each host, by {@code ip} and {@code bridge}, of what
 * joins. It has no way to go from host to host: all namespaces are at hand.
 */
final class ByHand {
  private static final String GROUND =
      """
      set -e
      n=$1; c=$2; local=$3; address=$4; mac=$5
      ip -n $n link add hb address 02:01:01:01:01:01 type bridge
      ip -n $n link add hx type vxlan id 99 dstport 4790 local $local nolearning
      ip -n $n link set hx mtu 1450 master hb up
      bridge -n $n link set dev hx neigh_suppress on learning off flood off
      ip -n $n link set hb mtu 1450 up
      """;

  private static final String PORT =
      """
      ip -n $n link add hv$6 mtu 1450 type veth peer name eth9 netns $c
      ip -n $n link set hv$6 master hb up
      ip -n $c link set eth9 address $mac mtu 1450 up
      ip -n $c address add $address/16 dev eth9
      """;

  private static final String TELL =
      """
      tell() {
        bridge -n $1 fdb append $mac dev hx dst $local self permanent
        bridge -n $1 fdb add $mac dev hx master dynamic extern_learn
        ip -n $1 neigh replace $address lladdr $mac dev hb nud permanent
      }
      for other in $others; do tell $other & done
      wait
      """;

  private final Path ground;
  private final Path join;
  private final Map<LabMachine, First> first = new LinkedHashMap<>();
  private int number;

  /** Writes the scripts down. */
  ByHand(Path folder) throws IOException {
    ground = Files.writeString(folder.resolve("ground.sh"), GROUND + PORT);
    join =
        Files.writeString(
            folder.resolve("join.sh"),
            "set -e\nn=$1; c=$2; local=$3; address=$4; mac=$5; others=$7\n" + PORT + TELL);
  }

  /** A host with its first container; see {@link #introduce}. */
  void begin(LabMachine host, String container) {
    first.put(host, new First(next().toString(), mac(number)));
    run(ground, host, container, List.of());
  }

  /** All hosts know of each other's first container. */
  void introduce() throws IOException {
    for (LabMachine host : first.keySet()) {
      List<String> forwarding = new ArrayList<>();
      List<String> neighbours = new ArrayList<>();
      first.forEach(
          (other, one) -> {
            if (other != host) {
              String to = " dev hx dst " + other.address() + " self permanent";
              forwarding.add("fdb append " + one.mac + to);
              forwarding.add("fdb add " + one.mac + " dev hx master dynamic extern_learn");
              neighbours.add(
                  "neigh replace " + one.address + " lladdr " + one.mac + " dev hb nud permanent");
            }
          });
      Path file = ground.resolveSibling("batch");
      Files.write(file, forwarding);
      Shell.run("bridge", "-n", host.network(), "-batch", file.toString());
      Files.write(file, neighbours);
      Shell.run("ip", "-n", host.network(), "-batch", file.toString());
    }
  }

  /** The address of the container that comes next. */
  IpAddress next() {
    return IpAddress.parse("10.201." + number / 200 + "." + (1 + number % 200));
  }

  private record First(String address, String mac) {}

  private static String mac(int number) {
    return "02:42:0a:c9:%02x:%02x".formatted(number / 200, 1 + number % 200);
  }

  /** A container joins, and all others are told. */
  void join(LabMachine host, String container, List<LabMachine> all) {
    run(join, host, container, all);
  }

  private void run(Path script, LabMachine host, String container, List<LabMachine> all) {
    String address = next().toString();
    int own = number++;
    String others =
        String.join(" ", all.stream().filter(one -> one != host).map(LabMachine::network).toList());
    Shell.run(
        "sh",
        script.toString(),
        host.network(),
        container,
        host.address(),
        address,
        mac(own),
        Integer.toString(own),
        others);
  }
}
