package io.fairlead.agent.cli;

import io.fairlead.model.Nearest;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Parses the command line, runs one verb, and turns what goes wrong into one line and a status. */
public final class Cli {
  private Cli() {}

  /** Runs one verb and returns the process's exit status. */
  public static int run(String... args) {
    return run(Terminal.here(), args);
  }

  static int run(Terminal terminal, String... args) {
    CommandLine commands = commands(terminal, args.length == 0 ? "" : args[0]);
    return commands.execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  /**
   * The commands, as far as they are needed: only the verb that is called, where it is known.
   *
   * @param verb the first argument
   */
  static CommandLine commands(Terminal terminal, String verb) {
    CommandLine root = Verb.withHelp(new CommandLine(new Root()));
    List<Verb> needed = Verb.named(verb).map(List::of).orElseGet(() -> List.of(Verb.values()));
    needed.forEach(known -> root.addSubcommand(known.word(), known.make(terminal)));
    root.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    root.setParameterExceptionHandler(Cli::wrong);
    root.setExecutionExceptionHandler(Cli::failed);
    root.setUsageHelpAutoWidth(true);
    root.setAbbreviatedOptionsAllowed(false);
    return root;
  }

  private static int wrong(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String message = String.valueOf(e.getMessage());
    if (e.getCommandLine().getParent() == null && args.length > 0 && !args[0].startsWith("-")) {
      String nearest =
          Nearest.of(args[0], Verb.words())
              .map(word -> "; did you mean '" + word + "'?")
              .orElse("");
      message = "there is no verb '" + args[0] + "'" + nearest;
    }
    String verb = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("fairlead: " + message.replace('\n', ' ') + " (" + verb + " --help says more)");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof CliFailure failure) {
      command.getErr().println("fairlead: " + failure.getMessage());
      return failure.status();
    }
    command.getErr().println("fairlead: this is a defect: " + e);
    e.printStackTrace(command.getErr());
    return ExitCode.FAILED;
  }

  /** What {@code fairlead} says of itself. */
  @Command(
      name = "fairlead",
      mixinStandardHelpOptions = false,
      synopsisSubcommandLabel = "VERB",
      description = {
        "Gives every container a name that DNS, HTTP and this command answer, checks its health, and"
            + " forgets it the moment it stops.",
        ""
      },
      commandListHeading = "%nVerbs:%n",
      footerHeading = "%nExamples:%n",
      footer = {
        "  sudo fairlead up                          start here; installs Docker where there is none",
        "  fairlead services                         what is there",
        "  fairlead resolve web.shop.svc.internal    what DNS says",
        "  fairlead explain web                      why it is in or out",
        "",
        "Exit status: 0 done, 1 the answer is no, 2 wrong usage or settings, 3 no agent answers,",
        "4 the agent failed."
      })
  static final class Root {}
}
