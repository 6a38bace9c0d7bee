package io.fairlead.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead detach CONTAINER NETWORK}. */
@Command(
    name = "detach",
    description = "Takes away what 'fairlead attach' gave. Nothing happens where nothing is there.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead detach web backend", "  fairlead detach netns:lab bridge:br0"})
final class DetachCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "CONTAINER",
      description = "Its name or id, netns:NAME, the path of a namespace, or pid:NUMBER.")
  private String what = "";

  @Parameters(index = "1", paramLabel = "NETWORK", description = "What it was attached to.")
  private String network = "";

  @Mixin private final Client agent;

  DetachCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String target = Client.with("/attachments", "what", what);
    Answer answer = agent.call("DELETE", Client.with(target, "network", network), null);
    List<String> ended = answer.fields().texts("detached");
    return agent.done(
        answer,
        ended.isEmpty()
            ? what + " was not attached to " + network + " ('fairlead attach --list' shows what is)"
            : "detached " + what + " from " + network);
  }
}
