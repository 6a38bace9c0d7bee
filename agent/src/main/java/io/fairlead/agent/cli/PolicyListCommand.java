package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead policy ls}. */
@Command(
    name = "ls",
    description =
        "Lists the rules before this host's containers with how many packets each let through, and"
            + " how many were dropped, or would have been in a dry run. Counts start anew with the"
            + " agent.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead policy ls", "  fairlead policy ls --json"})
final class PolicyListCommand implements Callable<Integer> {
  private static final String DASH = "-";

  @Mixin private final Client agent;

  PolicyListCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/policy");
    List<Fields> guarded = answer.fields().objects("guarded");
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table = new Table("CONTAINER", "NETWORK", "RULE", "ALLOWED", "DROPPED", "DRY");
    for (Fields one : guarded) {
      String container = one.textOr("container", DASH);
      String network = one.textOr("network", DASH);
      for (Fields rule : one.objects("rules")) {
        String allowed = Words.number(rule, "allowed");
        table.add(container, network, rule.textOr("rule", DASH), allowed, DASH, DASH);
      }
      boolean dry = one.flagOr("dry_run", false);
      table.add(
          container,
          network,
          rest(one),
          DASH,
          dry ? DASH : Words.number(one, "dropped"),
          dry ? Words.number(one, "dry") : DASH);
    }
    return agent.print(
        table, "every container here takes everybody; the label fairlead.allow changes that");
  }

  private static String rest(Fields one) {
    String closed = one.textOr("closed", "");
    if (!one.flagOr("enforced", true)) {
      return "has no effect on this network's dataplane";
    }
    return closed.isEmpty() ? "(all else)" : "(closed: " + closed + ")";
  }
}
