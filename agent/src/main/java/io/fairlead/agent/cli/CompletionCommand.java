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
      "  fairlead completion zsh > ~/.zfunc/_fairlead"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Shells that can be served. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("fairlead", Cli.commands(""));
    String intro = shell == Shell.zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
    System.out.print(intro + script);
    return ExitCode.OK;
  }
}
