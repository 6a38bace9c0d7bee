package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead node ls}. */
@Command(
    name = "ls",
    description = {
      "Lists nodes, and those that are away but left something.",
      "A node that is away keeps its blocks of addresses until 'fairlead node remove', or until"
          + " it was away for --ipam-fence."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead node ls", "  fairlead node ls --json"})
final class NodeListCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  NodeListCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/nodes?all");
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    Table table = new Table("NAME", "ADDRESSES", "STATE", "INSTANCES", "ENDPOINTS", "BLOCKS");
    for (Fields node : fields.objects("nodes")) {
      table.add(
          node.textOr("name", ""),
          Words.list(node.texts("addresses")),
          state(node),
          Words.number(node, "instances"),
          Words.number(node, "endpoints"),
          Words.number(node, "blocks"));
    }
    return agent.print(table, "no nodes yet; see 'fairlead status'");
  }

  private static String state(Fields node) {
    String state = node.textOr("state", "").replace('_', ' ');
    String since = node.textOr("since", "");
    String away = since.isEmpty() ? "" : "away since " + Words.time(since);
    return switch (state) {
      case "away" -> away.isEmpty() ? state : away;
      case "given up" -> state + ", " + away;
      case "here" -> {
        Fields meta = node.object("meta");
        String drained = meta == null ? "" : meta.textOr("drained", "");
        yield drained.isEmpty() ? state : "drained since " + Words.time(drained);
      }
      default -> state;
    };
  }
}
