package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead policy drops}. */
@Command(
    name = "drops",
    description =
        "Lists whose packets were dropped on this host in the last 15 minutes, or would have been in"
            + " a dry run, and why. Exit status 1 where there are any.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead policy drops", "  fairlead policy drops --json"})
final class PolicyDropsCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  PolicyDropsCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/policy");
    List<Fields> guarded = answer.fields().objects("guarded");
    Table table = new Table("FROM", "TO", "PORT", "PACKETS", "NETWORK", "WHY");
    for (Fields one : guarded) {
      for (Fields refused : one.objects("refused")) {
        String name = refused.textOr("name", "");
        String address = refused.textOr("address", "");
        table.add(
            name.isEmpty() ? address : name + " " + address,
            one.textOr("container", ""),
            refused.textOr("port", ""),
            Words.number(refused, "packets"),
            one.textOr("network", ""),
            why(one));
      }
    }
    int exit = table.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    if (agent.json()) {
      agent.print(answer);
    } else {
      agent.print(table, "nothing was refused lately");
    }
    return exit;
  }

  private static String why(Fields one) {
    String closed = one.textOr("closed", "");
    String why = closed.isEmpty() ? "no rule of fairlead.allow allows it" : closed;
    return one.flagOr("dry_run", false) ? "dry run: " + why : why;
  }
}
