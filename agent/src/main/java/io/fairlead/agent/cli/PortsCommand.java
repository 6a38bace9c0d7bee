package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead ports [CONTAINER]}. */
@Command(
    name = "ports",
    sortOptions = false,
    description = {
      "Lists the published ports of all hosts, which 'docker ps' cannot show for such networks.",
      "SCOPE says whether a port is its host's, or one host's of the whole cluster."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead ports",
      "  fairlead ports web",
      "  fairlead ports --node host1 --network backend",
      "  fairlead ports --json"
    })
final class PortsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "CONTAINER",
      description = "Only those of this container, by name or whole id.")
  private @Nullable String container;

  @Option(names = "--node", paramLabel = "NODE", description = "Only those of this host.")
  private @Nullable String node;

  @Option(names = "--network", paramLabel = "NETWORK", description = "Only those of this network.")
  private @Nullable String network;

  @Mixin private final Client agent;

  PortsCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String target = Client.with("/ports", "container", container);
    Answer answer = agent.get(Client.with(Client.with(target, "node", node), "network", network));
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table =
        new Table("HOST ADDRESS", "PORT/PROTO", "TO", "CONTAINER", "NETWORK", "NODE", "SCOPE");
    for (Fields port : fields.objects("ports")) {
      table.add(
          port.textOr("host_address", "all"),
          Words.number(port, "host_port") + "/" + port.textOr("protocol", ""),
          Words.list(targets(port)),
          Words.orDash(port.textOr("container", "")),
          port.textOr("network", ""),
          port.textOr("node", ""),
          port.textOr("scope", ""));
    }
    return agent.print(table, "no published ports; 'docker run -p 8080:80 ...' publishes one");
  }

  private static List<String> targets(Fields port) {
    String number = Words.number(port, "port");
    return port.texts("addresses").stream()
        .map(address -> address.indexOf(':') < 0 ? address : "[" + address + "]")
        .map(address -> address + ":" + number)
        .toList();
  }
}
