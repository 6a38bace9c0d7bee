package io.fairlead.agent;

import io.fairlead.agent.cli.Cli;
import java.util.Arrays;
import java.util.List;

/** Where the process starts: an agent, or a verb of the command line, which loads nothing of it. */
public final class Main {
  private static final List<String> HELP = List.of("--help", "-h");

  private Main() {}

  /** Runs {@code args} and ends the process with their exit status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    List<String> all = Arrays.asList(args);
    boolean agent = !all.isEmpty() && List.of("agent", "up").contains(all.getFirst());
    if (agent && all.stream().noneMatch(HELP::contains)) {
      return AgentProcess.run(all.getFirst(), all.subList(1, all.size()));
    }
    return Cli.run(args);
  }
}
