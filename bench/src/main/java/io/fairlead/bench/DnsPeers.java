package io.fairlead.bench;

import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts each server of the comparison with {@link DnsSample}'s names on a port of its own. */
final class DnsPeers {
  private static final int FIRST_PORT = 15_400;
  private static final String SRV = "_tcp.";

  private final Path folder;
  private final int core;
  private int port = FIRST_PORT;

  DnsPeers(Path folder, int core) {
    this.folder = folder;
    this.core = core;
  }

  /** {@code fairlead agent} as a user starts it, with a file of services and no engine. */
  ServedProcess fairlead() throws IOException {
    List<Map<String, Object>> services = new ArrayList<>();
    for (int i = 0; i < DnsSample.NAMES; i++) {
      for (String address : DnsSample.addresses(i)) {
        services.add(
            Map.of(
                "id",
                "s" + i + "-" + address.replace('.', '-'),
                "service",
                "s" + i,
                "address",
                address,
                "port",
                Map.of("number", DnsSample.PORT)));
      }
    }
    Path file = folder.resolve("services.json");
    Files.write(file, Json.write(Map.of("services", services)));
    int dns = port++;
    List<String> command =
        AgentProcess.command(
            Files.createDirectories(folder.resolve("fairlead")),
            dns,
            dns + 1000,
            "--services",
            file.toString(),
            "--docker",
            "unix://" + folder.resolve("no-engine.sock"));
    return ServedProcess.start("fairlead", dns, core, folder, command);
  }

  ServedProcess knot() throws IOException {
    Path home = Files.createDirectories(folder.resolve("knot"));
    List<String> zone = new ArrayList<>();
    zone.add("$ORIGIN " + DnsSample.ZONE + ".");
    zone.add("@ 0 SOA ns admin 1 60 60 60 1");
    zone.add("@ 0 NS ns");
    zone.add("ns 0 A 127.0.0.1");
    zone.addAll(records(" 0 "));
    Path zoneFile = Files.write(home.resolve("zone"), zone);
    int own = port++;
    String config =
        """
        server:
          listen: 127.0.0.1@%1$d
          rundir: "%2$s"
          udp-workers: 1
          tcp-workers: 1
          background-workers: 1
        database:
          storage: "%2$s"
        zone:
          - domain: %3$s.
            file: "%4$s"
        """
            .formatted(own, home, DnsSample.ZONE, zoneFile);
    Path file = Files.writeString(home.resolve("knot.conf"), config);
    return ServedProcess.start("knot", own, core, folder, List.of("knotd", "-c", file.toString()));
  }

  ServedProcess unbound() throws IOException {
    int own = port++;
    List<String> config = new ArrayList<>();
    config.add(
        """
        server:
          interface: 127.0.0.1
          port: %d
          num-threads: 1
          do-daemonize: no
          use-syslog: no
          username: ""
          chroot: ""
          directory: "%s"
          pidfile: ""
          module-config: "iterator"
          local-zone: "%3$s." static
          local-data: "%3$s. 0 SOA ns.%3$s. admin.%3$s. 1 60 60 60 1"\
        """
            .formatted(own, folder, DnsSample.ZONE));
    for (String record : records("." + DnsSample.ZONE + ". 0 ")) {
      config.add("  local-data: \"" + record + "\"");
    }
    Path file = Files.write(folder.resolve("unbound.conf"), config);
    return ServedProcess.start(
        "unbound", own, core, folder, List.of("unbound", "-d", "-c", file.toString()));
  }

  /** Addresses alone, as a hosts file: its SRV records stand in a list that each question walks. */
  ServedProcess dnsmasq() throws IOException {
    int own = port++;
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < DnsSample.NAMES; i++) {
      for (String address : DnsSample.addresses(i)) {
        hosts.add(address + " " + DnsSample.name(i));
      }
    }
    Path file = Files.write(folder.resolve("hosts"), hosts);
    return ServedProcess.start(
        "dnsmasq",
        own,
        core,
        folder,
        List.of(
            "dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--addn-hosts=" + file,
            "--local=/" + DnsSample.ZONE + "/",
            "--local-ttl=0",
            "--no-resolv",
            "--no-hosts",
            "--bind-interfaces",
            "--listen-address=127.0.0.1",
            "--pid-file=",
            "--user=" + System.getProperty("user.name"),
            "--port=" + own));
  }

  /** Lines of a zone file. */
  private static List<String> records(String afterOwner) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < DnsSample.NAMES; i++) {
      List<String> addresses = DnsSample.addresses(i);
      for (int k = 0; k < addresses.size(); k++) {
        records.add("s" + i + afterOwner + "A " + addresses.get(k));
        records.add("h" + k + ".s" + i + afterOwner + "A " + addresses.get(k));
        records.add(
            SRV
                + "s"
                + i
                + afterOwner
                + "SRV 0 1 "
                + DnsSample.PORT
                + " "
                + DnsSample.host(i, k)
                + ".");
      }
    }
    return records;
  }
}
