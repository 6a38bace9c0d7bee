package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead cni}. */
@Command(
    name = "cni",
    description = "Gives container runtimes that speak CNI the networks of this agent.",
    synopsisSubcommandLabel = "install",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead cni install", "  fairlead cni install --dir /usr/lib/cni"})
final class CniCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(spec.commandLine(), "say what to do: fairlead cni install");
  }
}
