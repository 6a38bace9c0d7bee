package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead ipam fsck}. */
@Command(
    name = "fsck",
    description =
        "Tells what does not fit together about addresses, and how it is mended. Changes nothing."
            + " Exit status 1 where something is wrong.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead ipam fsck", "  fairlead ipam fsck --json"})
final class IpamFsckCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  IpamFsckCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/ipam/fsck");
    List<Fields> findings = answer.fields().objects("findings");
    int exit = findings.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    if (agent.json()) {
      agent.print(answer);
      return exit;
    }
    for (Fields finding : findings) {
      String said = finding.textOr("subject", "") + " " + finding.textOr("what", "");
      agent.terminal().out().println(Table.clean(said));
      agent.terminal().out().println("    " + Table.clean(finding.textOr("mend", "")));
    }
    if (findings.isEmpty()) {
      agent.terminal().out().println("all addresses fit together");
    }
    return exit;
  }
}
