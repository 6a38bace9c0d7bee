package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Consul, built from its source. */
final class ConsulKind implements StoreKind {
  private static final String API = "http://127.0.0.1:8500/v1";

  @Override
  public String name() {
    return "consul";
  }

  @Override
  public int port() {
    return 8500;
  }

  @Override
  public List<String> command(LabMachine self, List<LabMachine> all) {
    String peers =
        all.stream()
            .filter(other -> other != self)
            .map(other -> '"' + other.address() + '"')
            .collect(Collectors.joining(", "));
    String text =
        """
        server = true
        bootstrap_expect = %d
        node_name = "%s"
        data_dir = "%s"
        bind_addr = "%s"
        client_addr = "0.0.0.0"
        log_level = "warn"
        leave_on_terminate = false
        skip_leave_on_interrupt = true
        disable_update_check = true
        retry_interval = "1s"
        retry_join = [%s]
        performance { raft_multiplier = 1 }
        ports {
          dns = -1
          grpc = -1
          serf_wan = -1
        }
        """
            .formatted(
                all.size(),
                self.name(),
                self.directory().resolve("data").resolve("consul"),
                self.address(),
                peers);
    Path file = self.directory().resolve("consul.hcl");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new LabException(file + " cannot be written: " + e);
    }
    return List.of(ServerProcess.program("consul").toString(), "agent", "-config-file=" + file);
  }

  @Override
  public boolean serves(LabMachine self) {
    return self.said("curl", "-sf", "-m", "2", "-X", "PUT", "-d", "x", API + "/kv/testkit-writes")
        .equals("true");
  }

  @Override
  public boolean leads(LabMachine self) {
    return self.said("curl", "-s", "-m", "2", API + "/status/leader")
        .equals('"' + self.address() + ":8300\"");
  }
}
