package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead resolve NAME [TYPE]}. */
@Command(
    name = "resolve",
    description =
        "Shows what the agent's DNS answers. Exit status 1 where there is no such name or"
            + " record.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead resolve web.shop.svc.internal",
      "  fairlead resolve _http._tcp.web.svc.internal SRV",
      "  fairlead resolve web --from 172.18.0.5",
      "  fairlead resolve web.svc.dc2.internal",
      "  fairlead resolve web.svc.internal --dc dc2"
    })
final class ResolveCommand implements Callable<Integer> {
  @Mixin private final Client agent;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "A name, as a container would ask it.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE",
      description = "A, AAAA, SRV, TXT, PTR, ... Default: A.")
  private String type = "A";

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Answer as for a caller at this address.")
  private @Nullable String from;

  @Option(
      names = "--dc",
      paramLabel = "NAME",
      description = "Ask for this datacenter; see 'fairlead status' for those there are.")
  private @Nullable String datacenter;

  ResolveCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    String caller = from == null ? "" : "&from=" + Client.encoded(from);
    Answer answer =
        agent.get(
            Client.with(
                "/resolve?name="
                    + Client.encoded(name)
                    + "&type="
                    + Client.encoded(type.toUpperCase(Locale.ROOT))
                    + caller,
                "dc",
                datacenter));
    Fields fields = answer.fields();
    List<Fields> records = fields.objects("answers");
    int exit = records.isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK;
    if (agent.json()) {
      agent.print(answer);
      return exit;
    }
    Table table = new Table("NAME", "TTL", "TYPE", "DATA");
    add(table, records);
    add(table, fields.objects("additionals"));
    if (records.isEmpty()) {
      agent.terminal().err().println(negative(fields));
      return exit;
    }
    return agent.print(table, "");
  }

  private String negative(Fields fields) {
    String status = fields.textOr("status", "NOERROR");
    return status.equals("NOERROR")
        ? name + " exists, but has no " + type.toUpperCase(Locale.ROOT) + " record"
        : name + ": " + status + " (fairlead explain says why)";
  }

  private static void add(Table table, List<Fields> records) {
    for (Fields record : records) {
      table.add(
          record.textOr("name", ""),
          Words.number(record, "ttl"),
          record.textOr("type", ""),
          record.textOr("data", ""));
    }
  }
}
