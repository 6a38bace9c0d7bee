package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fairlead ipam}. */
@Command(
    name = "ipam",
    description = "Looks into the addresses of networks, and takes back what nodes left.",
    synopsisSubcommandLabel = "ls|fsck|reclaim",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead ipam ls backend",
      "  fairlead ipam fsck",
      "  fairlead ipam reclaim host3"
    })
final class IpamCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      return ExitCode.USAGE;
    }
    throw new ParameterException(
        spec.commandLine(), "say what to do: fairlead ipam ls, fsck or reclaim");
  }
}
