package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead node}. */
@Command(
    name = "node",
    description =
        "Lists nodes, those that are gone too, drains this one, and removes what others left.",
    synopsisSubcommandLabel = "ls|drain|remove",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead node ls", "  fairlead node drain --stop", "  fairlead node remove host3"})
final class NodeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: fairlead node ls, fairlead node drain or fairlead node remove NODE");
  }
}
