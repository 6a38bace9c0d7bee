package io.fairlead.agent.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead network rm NAME...}. */
@Command(
    name = "rm",
    description = "Removes networks from all hosts. One that containers are on stays, and says so.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead network rm backend", "  fairlead network rm backend frontend"})
final class NetworkRemoveCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "The networks' names.")
  private List<String> names = List.of();

  NetworkRemoveCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    for (String name : names) {
      Answer answer = agent.call("DELETE", "/networks/" + Client.encoded(name), null);
      answer.fields();
      agent.done(answer, "removed network " + name);
    }
    return ExitCode.OK;
  }
}
