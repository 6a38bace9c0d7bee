package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead network ls}. */
@Command(
    name = "ls",
    description = "Lists all networks that span all hosts.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead network ls", "  fairlead network ls --json"})
final class NetworkListCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  NetworkListCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/networks");
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table = new Table("NAME", "SUBNETS", "DATAPLANE", "ENDPOINTS", "OPTIONS");
    for (Fields one : fields.objects("networks")) {
      Fields network = one.object("network");
      if (network != null) {
        table.add(
            network.textOr("name", ""),
            Words.list(
                network.objects("pools").stream().map(pool -> pool.textOr("subnet", "")).toList()),
            network.textOr("dataplane", ""),
            Words.number(one, "endpoints"),
            Words.list(options(network)));
      }
    }
    return agent.print(table, "no networks; 'fairlead network create NAME' makes one");
  }

  /** What differs from what is usual. */
  static List<String> options(Fields network) {
    List<String> words = new ArrayList<>();
    Fields options = network.object("options");
    if (options != null) {
      long mtu = options.integerOr("mtu", 0, 0, Integer.MAX_VALUE);
      if (mtu > 0) {
        words.add("mtu=" + mtu);
      }
      for (String flag : List.of("encrypted", "internal", "multicast")) {
        if (options.flagOr(flag, false)) {
          words.add(flag);
        }
      }
      if (!options.flagOr("icc", true)) {
        words.add("icc=false");
      }
      options.textsByName("more").forEach((key, value) -> words.add(key + "=" + value));
    }
    return words;
  }
}
