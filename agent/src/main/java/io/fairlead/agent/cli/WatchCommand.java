package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import io.fairlead.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fairlead watch [SERVICE]}. */
@Command(
    name = "watch",
    description = "Prints a line for each change, until interrupted.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead watch",
      "  fairlead watch shop/web",
      "  fairlead watch web --json | jq -r .health"
    })
final class WatchCommand implements Callable<Integer> {
  private static final String DATA = "data:";
  private static final String EVENT = "event:";

  @Mixin private Client agent = new Client();

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Only this service, or NAMESPACE/SERVICE.")
  private @Nullable String service;

  private String event = "";

  @Override
  public Integer call() {
    agent.stream("/watch" + Client.serviceQuery(service), this::line);
    return ExitCode.OK;
  }

  private void line(String line) {
    if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length()).strip();
    }
    if (line.startsWith(DATA)) {
      String data = line.substring(DATA.length()).strip();
      agent.terminal().out().println(agent.json() ? data : sentence(data));
      agent.terminal().out().flush();
    }
  }

  private String sentence(String data) {
    Fields change = Fields.lenient(Json.parse(data.getBytes(StandardCharsets.UTF_8)));
    Fields nested = change.object("instance");
    Fields instance = nested == null ? change : nested;
    Fields cause = instance.object("cause");
    StringBuilder text = new StringBuilder();
    text.append(cause == null ? "" : cause.textOr("at", "") + "  ");
    text.append(event.isEmpty() ? "change" : event).append("  ");
    text.append(instance.textOr("namespace", ""))
        .append('/')
        .append(instance.textOr("service", ""));
    text.append("  ").append(instance.textOr("id", "")).append("  ").append(Words.target(instance));
    text.append("  ").append(Words.health(instance));
    text.append(cause == null ? "" : "  " + cause.textOr("what", ""));
    return Table.clean(text.toString());
  }
}
