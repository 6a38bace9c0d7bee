package io.fairlead.agent.cli;

import io.fairlead.json.Durations;
import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead node drain [NODE]}. */
@Command(
    name = "drain",
    description = {
      "Takes all instances of this agent's node out of all answers, those that come later too, and"
          + " attaches nothing new to networks; what runs goes on running. It stays so until"
          + " --undo, also where the agent or the host is started again.",
      "With --stop the containers that serve or are on a network are stopped after the wait: then"
          + " the node can be switched off, and 'fairlead node remove' has nothing left to do."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead node drain",
      "  fairlead node drain --wait 30s --stop",
      "  fairlead node drain --undo"
    })
final class NodeDrainCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofMinutes(2);

  @Mixin private final Client agent;

  @Parameters(
      paramLabel = "NODE",
      arity = "0..1",
      description = "This agent's node, for whoever wants to say it.")
  private String node = "";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "Come back after this long, for connections to end.")
  private String wait = "0s";

  @Option(names = "--stop", description = "Stop the containers after that.")
  private boolean stop;

  @Option(names = "--undo", description = "Let the node work again.")
  private boolean undo;

  NodeDrainCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String name = node.isEmpty() ? agent.get("/status").fields().text("node") : node;
    String target = "/nodes/" + Client.encoded(name) + "/drain";
    if (undo) {
      Answer answer = agent.call("DELETE", target, null);
      answer.fields();
      return agent.done(answer, "node " + name + " works again");
    }
    Duration pause = duration();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("wait", Durations.format(pause));
    body.put("stop", stop);
    Answer answer = agent.call("POST", target, body);
    String held = Counts.text(answer.fields().object("left"));
    if (stop) {
      boolean gone =
          agent.await(
              pause.plus(GRACE), "draining, then stopping all on " + name, () -> isEmpty(target));
      return gone
          ? agent.done(answer, "node " + name + " is drained and empty")
          : agent.fail("node " + name + " is drained, but not empty yet; see 'fairlead node ls'");
    }
    agent.await(pause, "draining " + name, () -> false);
    return agent.done(answer, "node " + name + " is drained: " + held);
  }

  private boolean isEmpty(String target) {
    Fields left = agent.get(target).fields().object("left");
    return left != null && left.integerOr("containers", 0, 0, Long.MAX_VALUE) == 0;
  }

  private Duration duration() {
    try {
      return Durations.parse("--wait", wait);
    } catch (InvalidField e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
