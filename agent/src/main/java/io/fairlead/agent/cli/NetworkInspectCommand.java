package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead network inspect NAME}. */
@Command(
    name = "inspect",
    description = "Shows a network and who is on it, on all hosts.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead network inspect backend", "  fairlead network inspect backend --json"})
final class NetworkInspectCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(paramLabel = "NAME", description = "The network's name.")
  private String name = "";

  NetworkInspectCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/networks/" + Client.encoded(name));
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Fields network = fields.object("network");
    if (network != null) {
      Table facts = facts(network);
      here(facts, agent.get("/status").fields(), fields.objects("endpoints"));
      agent.terminal().out().print(facts.text(agent.terminal().width()));
    }
    Table endpoints = new Table("CONTAINER", "NODE", "ADDRESS", "MAC", "STATE");
    for (Fields endpoint : fields.objects("endpoints")) {
      Fields container = endpoint.object("container");
      String called = container == null ? "" : container.textOr("name", "");
      endpoints.add(
          called.isEmpty() ? endpoint.textOr("id", "") : called,
          endpoint.textOr("node", ""),
          Words.list(
              Stream.of("v4", "v6")
                  .map(family -> endpoint.textOr(family, ""))
                  .filter(address -> !address.isEmpty())
                  .toList()),
          endpoint.textOr("mac", ""),
          endpoint.textOr("state", ""));
    }
    agent.terminal().out().println();
    return agent.print(endpoints, "nothing is on it");
  }

  /** How it stands on the agent's host, and by which way packets go to the others. */
  private void here(Table facts, Fields status, List<Fields> endpoints) {
    Fields networks = status.object("networks");
    if (networks == null || !(networks.get(name) instanceof String stands)) {
      return;
    }
    facts.add("here", stands);
    if (networks.get("ways") instanceof List<?> ways) {
      for (Object way : ways) {
        String text = way.toString();
        if (endpoints.stream()
            .anyMatch(one -> text.contains(" to " + one.textOr("node", "") + ": "))) {
          facts.add("way", text);
        }
      }
    }
  }

  private static Table facts(Fields network) {
    Table facts = new Table("NETWORK", network.textOr("name", ""));
    facts.add("id", Words.number(network, "id"));
    facts.add("dataplane", network.textOr("dataplane", ""));
    for (Fields pool : network.objects("pools")) {
      List<String> more = new ArrayList<>();
      for (String part : List.of("gateway", "range")) {
        if (pool.has(part)) {
          more.add(part + " " + pool.textOr(part, ""));
        }
      }
      pool.textsByName("reserved").forEach((what, address) -> more.add(what + " " + address));
      facts.add(
          "subnet",
          pool.textOr("subnet", "") + (more.isEmpty() ? "" : ", " + String.join(", ", more)));
    }
    List<String> options = NetworkListCommand.options(network);
    if (!options.isEmpty()) {
      facts.add("options", String.join(", ", options));
    }
    Fields cause = network.object("cause");
    if (cause != null) {
      facts.add("cause", cause.textOr("what", "") + ", " + Words.time(cause.textOr("at", "")));
    }
    return facts;
  }
}
