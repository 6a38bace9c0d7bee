package io.fairlead.agent.cli;

import io.fairlead.json.Durations;
import io.fairlead.model.InvalidField;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead drain ID}. */
@Command(
    name = "drain",
    description =
        "Takes an instance out of all answers while it goes on running; then waits, and stops"
            + " its container, where told to.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead drain host1:shop-web-1:80",
      "  fairlead drain host1:shop-web-1:80 --wait 10s --stop",
      "  fairlead drain host1:shop-web-1:80 --undo"
    })
final class DrainCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(30);

  @Mixin private final Client agent;

  @Parameters(
      paramLabel = "ID",
      description = "The instance's id, as 'fairlead instances' shows it.")
  private String id = "";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "Come back after this long, for connections to end.")
  private String wait = "0s";

  @Option(names = "--stop", description = "Stop the container after that.")
  private boolean stop;

  @Option(names = "--undo", description = "Put it back into answers.")
  private boolean undo;

  DrainCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String target = "/instances/" + Client.encoded(id) + "/drain";
    if (undo) {
      Answer answer = agent.call("DELETE", target, null);
      answer.fields();
      return agent.done(answer, id + " is back in answers");
    }
    Duration pause = duration();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("wait", Durations.format(pause));
    body.put("stop", stop);
    Answer answer = agent.call("POST", target, body);
    answer.fields();
    if (stop) {
      boolean gone = agent.await(pause.plus(GRACE), "draining, then stopping " + id, this::isGone);
      return gone
          ? agent.done(answer, id + " is drained and stopped")
          : agent.fail(id + " is draining, but did not stop in time ('fairlead explain' says why)");
    }
    agent.await(pause, "draining " + id, () -> false);
    return agent.done(answer, id + " is draining");
  }

  private boolean isGone() {
    return agent.get("/instances/" + Client.encoded(id)).notFound();
  }

  private Duration duration() {
    try {
      return Durations.parse("--wait", wait);
    } catch (InvalidField e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
