package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead explain NAME}. */
@Command(
    name = "explain",
    description =
        "Says why each instance behind a name is in or out of answers, since when, and by which event"
            + " or check. Exit status 1 where nothing is known of the name.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead explain web",
      "  fairlead explain shop/web",
      "  fairlead explain web.shop.svc.internal",
      "  fairlead explain shop-web-1",
      "  fairlead explain 172.18.0.5",
      "  fairlead explain web --dc dc2",
      "  fairlead explain docker"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(
      paramLabel = "NAME",
      description =
          "A service, an instance's id, a container, a node, an address, a DNS name, or a source"
              + " (docker, file, api).")
  private String name = "";

  @Option(
      names = "--dc",
      paramLabel = "NAME",
      description = "Ask for this datacenter; see 'fairlead status' for those there are.")
  private @Nullable String datacenter;

  ExplainCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Answer answer = agent.get(Client.with("/explain/" + Client.path(name), "dc", datacenter));
    Fields fields = answer.fields();
    boolean known = fields.flagOr("known", false);
    if (agent.json()) {
      agent.print(answer);
    } else {
      String text = known ? Explained.text(fields, Instant.now()) : unknown(fields);
      (known ? agent.terminal().out() : agent.terminal().err()).print(text);
    }
    return known ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private String unknown(Fields fields) {
    List<String> nearest = fields.texts("nearest");
    return "nothing is known of '"
        + Table.clean(name)
        + "'"
        + (nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?")
        + "\n";
  }
}
