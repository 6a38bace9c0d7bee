package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.servers.ServerProcess;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** etcd, from its Debian package. */
final class EtcdKind implements StoreKind {
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public int port() {
    return 2379;
  }

  @Override
  public List<String> command(LabMachine self, List<LabMachine> all) {
    return List.of(
        ServerProcess.program("etcd").toString(),
        "--name=" + self.name(),
        "--data-dir=" + self.directory().resolve("data").resolve("etcd"),
        "--listen-client-urls=" + client(self),
        "--advertise-client-urls=" + client(self),
        "--listen-peer-urls=" + peer(self),
        "--initial-advertise-peer-urls=" + peer(self),
        "--initial-cluster-token=" + self.lab().id(),
        "--initial-cluster="
            + all.stream()
                .map(one -> one.name() + "=" + peer(one))
                .collect(Collectors.joining(",")));
  }

  @Override
  public boolean serves(LabMachine self) {
    return self.said("curl", "-s", "-m", "2", client(self) + "/health").contains("\"true\"");
  }

  @Override
  public boolean leads(LabMachine self) {
    String status =
        self.said("curl", "-s", "-m", "2", "-d", "{}", client(self) + "/v3/maintenance/status");
    Matcher member = MEMBER.matcher(status);
    Matcher leader = LEADER.matcher(status);
    return member.find() && leader.find() && member.group(1).equals(leader.group(1));
  }

  private static String client(LabMachine machine) {
    return "http://" + machine.address() + ":2379";
  }

  private static String peer(LabMachine machine) {
    return "http://" + machine.address() + ":2380";
  }
}
