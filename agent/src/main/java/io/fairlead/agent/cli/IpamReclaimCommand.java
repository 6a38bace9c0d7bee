package io.fairlead.agent.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead ipam reclaim [NODE]}. */
@Command(
    name = "reclaim",
    description = {
      "Takes from a node that is away its blocks, loans and endpoints, whatever --ipam-fence says."
          + " Without a node: the blocks of networks that were removed.",
      "Do it only where the node's containers do not run any more: others get their addresses."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead ipam reclaim host3", "  fairlead ipam reclaim"})
final class IpamReclaimCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(arity = "0..1", paramLabel = "NODE", description = "The node that is away.")
  private String node = "";

  IpamReclaimCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Map<String, Object> body = node.isEmpty() ? Map.of() : Map.of("node", node);
    Answer answer = agent.call("POST", "/ipam/reclaim", body);
    String taken = Counts.text(answer.fields().object("taken"));
    String from = node.isEmpty() ? " of networks that are gone" : " from node " + node;
    return agent.done(answer, "took " + taken + from);
  }
}
