package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** ZooKeeper, from the class path of the running test. */
final class ZooKeeperKind implements StoreKind {
  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public int port() {
    return 2181;
  }

  @Override
  public List<String> command(LabMachine self, List<LabMachine> all) {
    Path data = self.directory().resolve("data").resolve("zookeeper");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "tickTime=500",
                "initLimit=20",
                "syncLimit=8",
                "dataDir=" + data,
                "clientPort=" + port(),
                "admin.enableServer=false",
                "4lw.commands.whitelist=srvr"));
    for (int i = 0; all.size() > 1 && i < all.size(); i++) {
      lines.add("server." + (i + 1) + "=" + all.get(i).address() + ":2888:3888");
    }
    Path file = self.directory().resolve("zoo.cfg");
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new LabException(file + " cannot be written: " + e);
    }
    // Its disk is a mount that only processes of the machine see.
    self.exec("mkdir", "-p", data.toString());
    self.exec("sh", "-c", "echo " + (all.indexOf(self) + 1) + " > " + data.resolve("myid"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-Dzookeeper.preAllocSize=1024",
        "-Dznode.container.checkIntervalMs=500",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-cp",
        AgentProcess.classPath(),
        MAIN,
        file.toString());
  }

  @Override
  public boolean serves(LabMachine self) {
    return !mode(self).isEmpty();
  }

  @Override
  public boolean leads(LabMachine self) {
    return mode(self).equals("leader") || mode(self).equals("standalone");
  }

  /** Leader, follower, standalone; empty where it does not serve. */
  private static String mode(LabMachine self) {
    return self.said("sh", "-c", "echo srvr | busybox nc -w 2 " + self.address() + " 2181")
        .lines()
        .filter(line -> line.startsWith("Mode: "))
        .map(line -> line.substring("Mode: ".length()))
        .findFirst()
        .orElse("");
  }
}
