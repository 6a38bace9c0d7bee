package io.fairlead.agent.cli;

import io.fairlead.agent.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code fairlead version}. */
@Command(
    name = "version",
    description = "Shows the version of this command.",
    footerHeading = "%nExamples:%n",
    footer = "  fairlead version")
final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().println("fairlead " + Version.text() + " (Java " + Runtime.version() + ")");
    return ExitCode.OK;
  }
}
