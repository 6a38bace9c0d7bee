package io.fairlead.agent.cli;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.ConfigException;
import io.fairlead.agent.config.Host;
import io.fairlead.agent.config.Settings;
import io.fairlead.agent.doctor.Doctor;
import io.fairlead.agent.doctor.Finding;
import io.fairlead.agent.network.Dataplanes;
import io.fairlead.json.Fields;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fairlead doctor}. */
@Command(
    name = "doctor",
    description =
        "Checks this host and says what to mend: kernel, nftables, sysctls, engine, store, clock,"
            + " data folder, routes, and the way to the other hosts. It works without an agent, and"
            + " says then what it could not look at. Changes nothing. Exit status 1 where something"
            + " is bad.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo fairlead doctor",
      "  fairlead doctor --json",
      "  fairlead doctor --config /etc/fairlead.yaml"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The agent's settings, where it has a file of them and does not run.")
  private @Nullable String config;

  DoctorCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Host host = Host.here();
    List<Finding> findings =
        Doctor.examine(settings(host), Dataplanes.all(), host.root(), this::ask);
    boolean bad = findings.stream().anyMatch(one -> one.state() == Finding.State.BAD);
    if (agent.json()) {
      List<Object> all = new ArrayList<>();
      findings.forEach(one -> all.add(json(one)));
      String text = new String(Json.write(Map.of("checks", all)), StandardCharsets.UTF_8);
      agent.terminal().out().println(text);
    } else {
      print(findings);
    }
    return bad ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private AgentConfig settings(Host host) {
    try {
      return AgentConfig.of(
          Settings.read(config == null ? List.of() : List.of("--config", config), host));
    } catch (ConfigException e) {
      throw new CliFailure(ExitCode.USAGE, String.join("; ", e.problems()));
    }
  }

  private @Nullable Fields ask(String target) {
    try {
      return agent.get(target).fields();
    } catch (CliFailure e) {
      return null;
    }
  }

  private static Map<String, Object> json(Finding one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", one.check());
    fields.put("state", Fields.word(one.state()));
    fields.put("found", one.found());
    fields.put("mend", one.mend());
    return fields;
  }

  private void print(List<Finding> findings) {
    Table table = new Table("CHECK", "STATE", "FOUND");
    findings.forEach(one -> table.add(one.check(), Fields.word(one.state()), one.found()));
    agent.terminal().out().print(table.text(0));
    for (Finding one : findings) {
      if (!one.mend().isEmpty()) {
        agent.terminal().out().println(Table.clean(one.check() + ": " + one.mend()));
      }
    }
  }
}
