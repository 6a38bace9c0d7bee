package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fairlead status}. */
@Command(
    name = "status",
    description = "Shows how the agent is. Exit status 1 where it cannot serve yet.",
    footerHeading = "%nExamples:%n",
    footer = {"  fairlead status", "  fairlead status --json --agent 127.0.0.1:7080"})
final class StatusCommand implements Callable<Integer> {
  private static final int LABEL = 16;

  @Mixin private final Client agent;

  StatusCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get("/status");
    Fields fields = answer.fields();
    int exit = fields.flagOr("ready", false) ? ExitCode.OK : ExitCode.NEGATIVE;
    if (agent.json()) {
      agent.print(answer);
      return exit;
    }
    StringBuilder text = new StringBuilder();
    Map<String, Object> facts = new LinkedHashMap<>();
    fields.names().forEach(name -> facts.put(name, fields.get(name)));
    facts.forEach((name, value) -> fact(text, "", name, value));
    agent.terminal().out().print(text);
    return exit;
  }

  /** One fact a line; facts within facts are indented, lists of plain values share a line. */
  private static void fact(StringBuilder text, String indent, String name, Object value) {
    String label = indent + name.replace('_', ' ');
    if (value instanceof Map<?, ?> inner) {
      text.append(label).append('\n');
      inner.forEach((key, part) -> fact(text, indent + "  ", key.toString(), part));
      return;
    }
    String shown =
        value instanceof List<?> list
            ? Words.list(list.stream().map(String::valueOf).toList())
            : String.valueOf(value);
    text.append(label).repeat(' ', Math.max(1, LABEL - label.length()));
    text.append(Table.clean(shown)).append('\n');
  }
}
