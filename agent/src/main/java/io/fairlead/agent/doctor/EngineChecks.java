package io.fairlead.agent.doctor;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Docker engine, and whether it sees the agent as its network driver. */
final class EngineChecks {
  private EngineChecks() {}

  /**
   * Both.
   *
   * @param docker where the engine listens, or null where the agent is to have none
   * @param plugin the driver's socket, or null where there is to be none
   */
  static List<Finding> of(@Nullable String docker, @Nullable Path plugin, Time time) {
    if (docker == null) {
      return List.of(Finding.skipped("engine", "the agent is told to have none"));
    }
    List<Finding> findings = new ArrayList<>();
    try (HttpClient http = new HttpClient(Address.parse(docker), "the engine", time)) {
      Fields version = fields(http, "/version");
      findings.add(
          Finding.ok(
              "engine", "Docker " + version.textOr("Version", "?") + " answers at " + docker));
      if (plugin != null) {
        findings.add(driver(fields(http, "/info"), plugin));
      }
    } catch (IOException | InvalidField e) {
      findings.add(
          Finding.bad(
              "engine",
              String.valueOf(e.getMessage()),
              "start it (systemctl start docker), or name another with --docker"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return findings;
  }

  private static Finding driver(Fields info, Path socket) {
    String file = String.valueOf(socket.getFileName());
    String name = file.endsWith(".sock") ? file.substring(0, file.length() - 5) : file;
    Fields plugins = info.object("Plugins");
    if (plugins != null && plugins.texts("Network").contains(name)) {
      return Finding.ok("driver", "the engine knows the network driver " + name);
    }
    if (Files.exists(socket)) {
      return Finding.ok("driver", socket + " is there; the engine asks it when it is first needed");
    }
    return Finding.warn(
        "driver",
        socket + " is not there, so the engine has no network driver " + name,
        "start the agent as root before the engine's containers");
  }

  private static Fields fields(HttpClient http, String target)
      throws IOException, InterruptedException {
    Reply reply = http.send(Call.get(target));
    return Fields.lenient(Json.parse(reply.body()));
  }
}
