package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fairlead completion bash|zsh}. */
@Command(
    name = "completion",
    description = "Prints the script that completes verbs and flags in your shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(fairlead completion bash)",
      "  fairlead completion zsh > ~/.fairlead-completion && . ~/.fairlead-completion"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  /** Shells that can be served. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    // One script serves both: it asks zsh for its emulation of bash's completion by itself.
    terminal.out().println("# Completion of fairlead for " + shell + ": source this.");
    terminal.out().print(AutoComplete.bash("fairlead", Cli.commands(terminal, "")));
    return ExitCode.OK;
  }
}
