package io.fairlead.bench;

import io.fairlead.bench.DriverCalls.Own;
import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.LabHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * CNI's ADD and DEL as a runtime sees them, whole processes: ours beside the reference plugin
 * {@code bridge} with {@code host-local}, in turns; and what of it is the kernel's work, beside
 * {@code ip -batch}. Each network has a container already. Run as root from the top of the tree,
 * with Debian's containernetworking-plugins.
 *
 * <p>Arguments: rounds.
 */
public final class CniBench {
  private static final Path REFERENCE = Path.of("/usr/lib/cni");
  private static final int FIRST = 5;
  private static final String OURS =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"ours\",\"type\":\"fairlead\",\"network\":\"backend\"}";
  private static final String THEIRS =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"theirs\",\"type\":\"bridge\",\"bridge\":\"cnib0\","
          + "\"isGateway\":true,\"ipMasq\":false,\"ipam\":{\"type\":\"host-local\",\"dataDir\":\"FOLDER\","
          + "\"ranges\":[[{\"subnet\":\"10.88.0.0/16\"}]],\"routes\":[{\"dst\":\"0.0.0.0/0\"}]}}";

  private final LabHost host;
  private final Map<String, Samples> samples = new LinkedHashMap<>();

  private CniBench(LabHost host) {
    this.host = host;
  }

  /** Prints the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (!Files.exists(REFERENCE.resolve("bridge"))) {
      throw new IOException(
          "there is no " + REFERENCE.resolve("bridge") + "; install containernetworking-plugins");
    }
    Launcher.forLab();
    try (Fleet fleet = Fleet.open(StoreKind.etcd(), 1, 1)) {
      LabHost host = fleet.host(0);
      AgentProcess agent = fleet.agent(0);
      Path folder = host.directory().resolve("cni");
      agent.cli("network", "create", "backend", "--subnet", "10.66.0.0/16");
      agent.cli("cni", "install", "--dir", folder.toString());
      new CniBench(host).measure(agent, folder, Integer.parseInt(args[0]));
    }
  }

  private void measure(AgentProcess agent, Path folder, int rounds)
      throws IOException, InterruptedException {
    String theirs = THEIRS.replace("FOLDER", folder.resolve("host-local").toString());
    List<String> namespaces = List.of("stays", "ours", "theirs");
    for (String name : namespaces) {
      host.exec("ip", "netns", "add", name(name));
    }
    try (KernelPart kernel = KernelPart.open()) {
      run(folder.resolve("fairlead"), "ADD", OURS, "stays", "o", "eth0");
      Launcher.awaitRehearsed(host);
      run(REFERENCE.resolve("bridge"), "ADD", theirs, "stays", "t", "eth1");
      Map<String, Own> before = Map.of();
      for (int round = 0; round < FIRST + rounds; round++) {
        if (round == FIRST) {
          print("the first " + FIRST);
          samples.clear();
          before = Map.of("ADD", Own.of(agent, "cni.ADD"), "DEL", Own.of(agent, "cni.DEL"));
        }
        note(
            "a process that does nothing", () -> run(Path.of("/bin/true"), "", "", "ours", "", ""));
        for (String command : List.of("ADD", "DEL")) {
          String id = "c" + round;
          note(
              command + " ours",
              () -> run(folder.resolve("fairlead"), command, OURS, "ours", id, "eth0"));
          note(
              command + " bridge, host-local",
              () -> run(REFERENCE.resolve("bridge"), command, theirs, "theirs", id, "eth0"));
        }
        kernel.round(round).forEach(this::add);
      }
      print("all after them");
      before.forEach(
          (command, own) ->
              System.out.printf(
                  Locale.ROOT,
                  "%-40s mean %9.2f%n",
                  command + " ours, within the agent",
                  Own.of(agent, "cni." + command).meanMillisSince(own)));
      ratio("ADD ours", "ADD bridge, host-local");
      ratio("DEL ours", "DEL bridge, host-local");
      ratio(KernelPart.OURS, KernelPart.IP);
      ratio(KernelPart.OURS, "ADD bridge, host-local");
    } finally {
      for (String name : namespaces) {
        host.succeeds("ip", "netns", "delete", name(name));
      }
    }
  }

  private String name(String what) {
    return host.network() + what;
  }

  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  private void note(String what, Step step) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    step.take();
    add(what, System.nanoTime() - begin);
  }

  private void add(String what, long nanos) {
    samples.computeIfAbsent(what, key -> new Samples()).add(nanos);
  }

  /** One plugin as a runtime starts it, on the host; waits for its end. */
  private void run(
      Path plugin, String command, String config, String namespace, String id, String ifname)
      throws IOException, InterruptedException {
    String pid = Long.toString(host.engine().process().pid());
    ProcessBuilder builder =
        new ProcessBuilder("nsenter", "-t", pid, "-m", "-n", "-p", plugin.toString())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", id);
    environment.put("CNI_NETNS", "/run/netns/" + name(namespace));
    environment.put("CNI_IFNAME", ifname);
    environment.put("CNI_PATH", REFERENCE.toString());
    Process process = builder.start();
    process.outputWriter().append(config).close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(plugin + " " + command + ": " + said);
    }
  }

  private void print(String title) {
    System.out.printf(
        Locale.ROOT, "%-40s %5s %8s %8s%n", "milliseconds, " + title, "n", "p50", "p99");
    samples.forEach(
        (what, seen) -> System.out.printf("%-40s %5d %s%n", what, seen.count(), seen.summary()));
  }

  private void ratio(String one, String other) {
    Samples ours = samples.get(one);
    Samples theirs = samples.get(other);
    if (ours != null && theirs != null) {
      System.out.printf(
          Locale.ROOT,
          "ratio, %s to %s: %.2f %.2f%n",
          one,
          other,
          ours.millis(0.5) / theirs.millis(0.5),
          ours.millis(0.99) / theirs.millis(0.99));
    }
  }
}
