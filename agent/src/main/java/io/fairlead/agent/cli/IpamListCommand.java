package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead ipam ls [NETWORK]}. */
@Command(
    name = "ls",
    description = {
      "Lists pools, the blocks that nodes hold of them, and who has which address.",
      "What cools or is lent without an endpoint is known to the node that holds the block; ask its"
          + " agent."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead ipam ls", "  fairlead ipam ls backend", "  fairlead ipam ls --json"})
final class IpamListCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(arity = "0..1", paramLabel = "NETWORK", description = "Only this network.")
  private @Nullable String network;

  private boolean printed;

  IpamListCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get(Client.with("/ipam", "network", network));
    Fields fields = answer.fields();
    if (agent.json()) {
      return agent.print(answer);
    }
    if (fields.objects("networks").isEmpty()) {
      agent.terminal().err().println("no networks yet");
      return ExitCode.OK;
    }
    print(pools(fields.objects("networks")));
    print(blocks(fields.objects("blocks")));
    print(addresses(fields.objects("addresses")));
    return ExitCode.OK;
  }

  /** One table after the other with a line between them; nothing for an empty one. */
  private void print(Table table) {
    if (!table.isEmpty()) {
      PrintStream out = agent.terminal().out();
      out.print((printed ? "\n" : "") + table.text(agent.terminal().width()));
      printed = true;
    }
  }

  private static Table pools(List<Fields> networks) {
    Table table = new Table("NETWORK", "POOL", "GATEWAY", "RANGE", "BLOCKS OF");
    for (Fields one : networks) {
      for (Fields pool : one.objects("pools")) {
        table.add(
            one.textOr("name", ""),
            pool.textOr("subnet", ""),
            Words.orDash(pool.textOr("gateway", "")),
            Words.orDash(pool.textOr("range", "")),
            "/" + Words.number(pool, "block"));
      }
    }
    return table;
  }

  private static Table blocks(List<Fields> blocks) {
    Table table = new Table("NETWORK", "BLOCK", "NODE", "HELD", "COOLING", "SIZE");
    for (Fields block : blocks) {
      table.add(
          block.textOr("network", ""),
          block.textOr("range", ""),
          block.textOr("node", "") + (block.flagOr("present", true) ? "" : " (away)"),
          Words.number(block, "held"),
          Words.number(block, "cooling"),
          Words.number(block, "size"));
    }
    return table;
  }

  private static Table addresses(List<Fields> addresses) {
    Table table = new Table("NETWORK", "ADDRESS", "NODE", "NAME", "HOLDER", "STATE");
    for (Fields address : addresses) {
      table.add(
          address.textOr("network", ""),
          address.textOr("address", ""),
          address.textOr("node", ""),
          Words.orDash(address.textOr("name", "")),
          Words.orDash(shortened(address.textOr("holder", ""))),
          state(address));
    }
    return table;
  }

  /** What is held, and where it is another node's to give, or for how long it cools. */
  private static String state(Fields address) {
    String state = address.textOr("state", "");
    String owner = address.textOr("owner", "");
    if (state.equals("cooling")) {
      return "cooling until " + Words.time(address.textOr("until", ""));
    }
    return owner.equals(address.textOr("node", ""))
        ? state
        : state + (owner.isEmpty() ? ", in nobody's block" : ", in " + owner + "'s block");
  }

  /** Engines name endpoints by 64 digits; the first twelve tell them apart. */
  private static String shortened(String holder) {
    return holder.matches("[0-9a-f]{64}") ? holder.substring(0, 12) : holder;
  }
}
