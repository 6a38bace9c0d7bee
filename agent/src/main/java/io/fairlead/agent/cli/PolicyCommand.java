package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead policy}. */
@Command(
    name = "policy",
    description = {
      "Shows which of this host's containers take connections from whom, and what was refused.",
      "A container with a label fairlead.allow takes only what its labels allow:",
      "  docker run --network backend --label 'fairlead.allow=from:web port:5432' postgres"
    },
    synopsisSubcommandLabel = "ls|drops",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead policy ls", "  fairlead policy drops"})
final class PolicyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(), "say what to show: fairlead policy ls or drops");
  }
}
