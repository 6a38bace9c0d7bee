package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead network}. */
@Command(
    name = "network",
    description = "Lists, shows, makes and removes networks that span all hosts.",
    synopsisSubcommandLabel = "ls|inspect|create|rm",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead network ls",
      "  fairlead network create backend",
      "  fairlead network inspect backend",
      "  fairlead network rm backend"
    })
final class NetworkCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(), "say what to do: fairlead network ls, inspect, create or rm");
  }
}
