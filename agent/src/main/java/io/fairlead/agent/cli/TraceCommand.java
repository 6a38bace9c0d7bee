package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead trace}. */
@Command(
    name = "trace",
    description =
        "Walks from a container of this host to another, wherever that is, tries the way, and names"
            + " the step that is broken with the mend: name, policy, address, link, route, neighbour,"
            + " peer, MTU, ping, connection, and the same on the other host, as its agent sees it."
            + " Exit status 1 where a step is broken.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead trace web db",
      "  fairlead trace web db:5432",
      "  fairlead trace web db:53/udp",
      "  fairlead trace web 192.0.2.7:443",
      "  fairlead trace web db:5432 --json"
    })
final class TraceCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private final Client agent;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A container of this host: its name, id or address.")
  private String from = "";

  @Parameters(
      index = "1",
      paramLabel = "TO[:PORT[/udp]]",
      description = "A container of any host, a name or an address.")
  private String to = "";

  TraceCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String target = Client.with(Client.with("/trace", "from", from), "to", to);
    Answer answer = agent.call("GET", target, null, PATIENCE);
    Fields fields = answer.fields();
    int exit = fields.flagOr("whole", false) ? ExitCode.OK : ExitCode.NEGATIVE;
    if (agent.json()) {
      agent.print(answer);
      return exit;
    }
    Table table = new Table("STEP", "STATE", "FOUND");
    for (Fields step : fields.objects("steps")) {
      table.add(step.textOr("step", ""), step.textOr("state", ""), step.textOr("found", ""));
    }
    agent.terminal().out().print(table.text(0));
    for (Fields step : fields.objects("steps")) {
      String mend = step.textOr("mend", "");
      if (!mend.isEmpty()) {
        agent.terminal().out().println(Table.clean(step.textOr("step", "") + ": " + mend));
      }
    }
    return exit;
  }
}
