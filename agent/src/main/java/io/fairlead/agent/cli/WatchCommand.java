package io.fairlead.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead watch [SERVICE]}. */
@Command(
    name = "watch",
    description = "Prints what is there now, then a line for each change, until interrupted.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead watch",
      "  fairlead watch shop/web",
      "  fairlead watch web --dc dc2",
      "  fairlead watch web --json | jq -r .data.health"
    })
final class WatchCommand implements Callable<Integer> {

  @Mixin private final Client agent;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Only this service, or NAMESPACE/SERVICE.")
  private @Nullable String service;

  @Option(
      names = "--dc",
      paramLabel = "NAME",
      description = "Watch this datacenter; see 'fairlead status' for those there are.")
  private @Nullable String datacenter;

  WatchCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Change change = new Change(agent.json());
    agent.stream(
        Client.with("/watch" + Client.serviceQuery(service), "dc", datacenter),
        line -> {
          String shown = change.take(line);
          if (shown != null) {
            agent.terminal().out().println(shown);
            agent.terminal().out().flush();
          }
        });
    return ExitCode.OK;
  }
}
