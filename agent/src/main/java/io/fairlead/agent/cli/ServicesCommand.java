package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fairlead services}. */
@Command(
    name = "services",
    description = "Lists all services, with how many of their instances pass.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead services",
      "  fairlead services --dc dc2",
      "  fairlead services --json",
      "  fairlead services --agent 127.0.0.1:7080"
    })
final class ServicesCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Option(
      names = "--dc",
      paramLabel = "NAME",
      description = "Ask for this datacenter; see 'fairlead status' for those there are.")
  private @Nullable String datacenter;

  ServicesCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get(Client.with("/services", "dc", datacenter));
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table = new Table("NAMESPACE", "SERVICE", "INSTANCES", "PASSING", "DRAINING", "TAGS");
    for (Fields service : fields.objects("services")) {
      table.add(
          service.textOr("namespace", ""),
          service.textOr("service", ""),
          Words.number(service, "instances"),
          Words.number(service, "passing"),
          Words.number(service, "draining"),
          Words.list(service.texts("tags")));
    }
    return agent.print(table, "no services yet; start a container, or see 'fairlead status'");
  }
}
