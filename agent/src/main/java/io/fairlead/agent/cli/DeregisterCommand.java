package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead deregister ID}. */
@Command(
    name = "deregister",
    description =
        "Removes an instance that was registered through the API. Exit status 1 where there"
            + " is none.",
    footerHeading = "%nExamples:%n",
    footer = "  fairlead deregister printer:10.0.0.9:631")
final class DeregisterCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(
      paramLabel = "ID",
      description = "The instance's id, as 'fairlead instances' shows it.")
  private String id = "";

  DeregisterCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.call("DELETE", "/instances/" + Client.encoded(id), null);
    answer.fields();
    return agent.done(answer, "deregistered " + id);
  }
}
