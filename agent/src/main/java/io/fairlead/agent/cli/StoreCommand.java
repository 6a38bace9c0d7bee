package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead store}. */
@Command(
    name = "store",
    description = "Moves all agents from one store to another.",
    synopsisSubcommandLabel = "migrate",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead store migrate embedded: etcd://h1:2379,h2:2379,h3:2379/fairlead"})
final class StoreCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(spec.commandLine(), "say what to do: fairlead store migrate");
  }
}
