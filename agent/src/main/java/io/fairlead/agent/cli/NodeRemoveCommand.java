package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead node remove NODE}. */
@Command(
    name = "remove",
    aliases = "rm",
    description = {
      "Removes all that a node that is gone for good left: its entry, instances, endpoints and"
          + " blocks of addresses. Refuses while its agent's lease lives.",
      "Do it only where the node's containers do not run any more: others get their addresses.",
      "Exit status 1 where nothing of the node is known."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead node remove host3", "  fairlead node remove host3 --json"})
final class NodeRemoveCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(paramLabel = "NODE", description = "The node that is gone.")
  private String node = "";

  NodeRemoveCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.call("DELETE", "/nodes/" + Client.encoded(node), null);
    String removed = Counts.text(answer.fields().object("removed"));
    return agent.done(answer, "removed node " + node + ": " + removed);
  }
}
