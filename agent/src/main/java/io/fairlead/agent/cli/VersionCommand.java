package io.fairlead.agent.cli;

import io.fairlead.agent.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code fairlead version}. */
@Command(name = "version", description = "Shows the version of this command.")
final class VersionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println("fairlead " + Version.text() + " (Java " + Runtime.version() + ")");
    return ExitCode.OK;
  }
}
