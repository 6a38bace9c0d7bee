package io.fairlead.agent.cli;

import io.fairlead.json.Durations;
import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead store migrate FROM TO}. */
@Command(
    name = "migrate",
    description = {
      "Moves all agents of one store to another while they run: they write both (dual), read the"
          + " new one (cutover), and leave the old one (done). Interrupted at any point, the same"
          + " command goes on, and --back returns until it is done.",
      "Exit status 1 where it waits for agents."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead store migrate embedded: etcd://h1:2379,h2:2379/fairlead",
      "  fairlead store migrate --status",
      "  fairlead store migrate --back"
    })
final class MigrateCommand implements Callable<Integer> {
  private static final int STORE_AWAY = 503;

  @Mixin private final Client agent;

  @Parameters(
      arity = "0..2",
      paramLabel = "URL",
      description = "The store that the agents use now, and the one to move to.")
  private List<String> urls = List.of();

  @Option(names = "--status", description = "Only say how far it is.")
  private boolean status;

  @Option(names = "--back", description = "Return to the old store.")
  private boolean back;

  @Option(
      names = "--force",
      description = "Go on without the agents that it waits for; they follow when they are back.")
  private boolean force;

  @Option(
      names = "--until",
      paramLabel = "PHASE",
      description = "Stop once this phase is reached: dual, cutover or done.")
  private String until = "done";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "How long to wait for agents. Default: ${DEFAULT-VALUE}.")
  private String wait = "2m";

  MigrateCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    if (status) {
      Answer answer = agent.get("/migration");
      answer.fields();
      return agent.done(answer, sentence(answer));
    }
    if (!back && urls.size() != 2) {
      throw new CliFailure(
          ExitCode.USAGE, "name both stores: fairlead store migrate FROM TO (or --back, --status)");
    }
    if (!List.of("dual", "cutover", "done").contains(until)) {
      throw new CliFailure(ExitCode.USAGE, "--until is dual, cutover or done");
    }
    if (back && agent.get("/migration").fields().text("phase").equals("none")) {
      throw new CliFailure(
          ExitCode.NEGATIVE,
          "nothing moves; a move that is done is undone by moving the other way:"
              + " fairlead store migrate TO FROM");
    }
    String[] told = {""};
    Answer[] last = new Answer[1];
    boolean done =
        agent.await(
            duration(),
            back ? "returning" : "moving",
            () -> {
              Answer answer = once();
              last[0] = answer;
              String now = sentence(answer);
              if (!now.equals(told[0]) && !agent.json()) {
                agent.terminal().out().println(now);
              }
              told[0] = now;
              return answer.ok() && over(answer.fields());
            });
    Answer answer = last[0];
    if (agent.json() && answer != null) {
      agent.print(answer);
    }
    if (!done) {
      agent
          .terminal()
          .err()
          .println("fairlead: not finished; the same command goes on, --back returns");
    }
    return done ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private Answer once() {
    Answer answer;
    if (back) {
      answer = agent.call("DELETE", "/migration" + (force ? "?force=true" : ""), null);
    } else {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("from", urls.get(0));
      body.put("to", urls.get(1));
      body.put("force", force);
      answer = agent.call("POST", "/migration", body);
    }
    if (answer.status() != STORE_AWAY) {
      answer.fields();
    }
    return answer;
  }

  private boolean over(Fields fields) {
    String phase = fields.text("phase");
    if (back) {
      return phase.equals("none");
    }
    return fields.flagOr("finished", false) || (phase.equals(until) && !until.equals("done"));
  }

  private static String sentence(Answer answer) {
    if (!answer.ok()) {
      return String.valueOf(answer.failure().getMessage());
    }
    Fields fields = answer.fields();
    String phase = fields.text("phase");
    if (phase.equals("none")) {
      return "nothing moves";
    }
    StringBuilder text = new StringBuilder(phase).append(" (to ").append(fields.textOr("to", ""));
    text.append(')');
    list(text, "; waits for ", fields, "waiting");
    list(text, "; not yet the same: ", fields, "differing");
    if (answer.fields().names().contains("problems")
        && answer.fields().get("problems") instanceof Map<?, ?> problems) {
      problems.forEach((node, why) -> text.append("; ").append(node).append(": ").append(why));
    }
    return text.toString();
  }

  private static void list(StringBuilder text, String words, Fields fields, String name) {
    if (fields.names().contains(name)
        && fields.get(name) instanceof List<?> all
        && !all.isEmpty()) {
      text.append(words).append(String.join(", ", all.stream().map(String::valueOf).toList()));
    }
  }

  private Duration duration() {
    try {
      return Durations.parse("--wait", wait);
    } catch (InvalidField e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
