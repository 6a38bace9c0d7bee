package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead instances [SERVICE]}. */
@Command(
    name = "instances",
    description =
        "Lists instances: all of them, or one service's. Exit status 1 where there is none.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead instances",
      "  fairlead instances web",
      "  fairlead instances shop/web --health failing",
      "  fairlead instances web --dc dc2"
    })
final class InstancesCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "A service, or NAMESPACE/SERVICE.")
  private @Nullable String service;

  @Option(
      names = "--health",
      paramLabel = "HEALTH",
      description = "Only those that are passing, unknown or failing.")
  private @Nullable String health;

  @Option(names = "--node", paramLabel = "NAME", description = "Only those of this node.")
  private @Nullable String node;

  @Option(
      names = "--dc",
      paramLabel = "NAME",
      description = "Ask for this datacenter; see 'fairlead status' for those there are.")
  private @Nullable String datacenter;

  InstancesCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/instances" + query());
    Fields fields = answer.fields();
    List<Fields> instances = fields.objects("instances");
    if (agent.json()) {
      agent.print(answer);
      return instances.isEmpty() && service != null ? ExitCode.NEGATIVE : ExitCode.OK;
    }
    Table table = new Table("ID", "NODE", "SERVICE", "ADDRESS", "HEALTH", "TAGS");
    for (Fields instance : instances) {
      table.add(
          instance.textOr("id", ""),
          instance.textOr("node", ""),
          instance.textOr("namespace", "") + "/" + instance.textOr("service", ""),
          Words.target(instance),
          Words.health(instance),
          Words.list(instance.texts("tags")));
    }
    agent.print(table, service == null ? "no instances" : "no instances of " + service);
    return instances.isEmpty() && service != null ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private String query() {
    StringBuilder query = new StringBuilder(Client.serviceQuery(service));
    if (health != null) {
      query.append(query.isEmpty() ? '?' : '&').append("health=").append(Client.encoded(health));
    }
    if (node != null) {
      query.append(query.isEmpty() ? '?' : '&').append("node=").append(Client.encoded(node));
    }
    return Client.with(query.toString(), "dc", datacenter);
  }
}
