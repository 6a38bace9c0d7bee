package io.fairlead.agent.cli;

import io.fairlead.agent.SystemTime;
import io.fairlead.balancer.template.ConfdResource;
import io.fairlead.balancer.template.KeyFile;
import io.fairlead.balancer.template.Outcome;
import io.fairlead.balancer.template.SystemLookup;
import io.fairlead.balancer.template.TemplateSpec;
import io.fairlead.balancer.template.Templates;
import io.fairlead.json.Durations;
import io.fairlead.model.InvalidField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fairlead template}. */
@Command(
    name = "template",
    description = {
      "Keeps files in step with the catalog by templates of consul-template and confd.",
      "A file is replaced whole when something that its template asked for has changed, then the"
          + " command is run; where that fails, the file is as it was before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fairlead template -t nginx.ctmpl:/etc/nginx/conf.d/web.conf:'nginx -s reload'",
      "  fairlead template -t hosts.ctmpl:/etc/hosts.web --once",
      "  fairlead template -t haproxy.ctmpl:/etc/haproxy/haproxy.cfg:'systemctl reload haproxy' \\",
      "    --check 'haproxy -c -f {{.src}}' --wait 2s:10s",
      "  fairlead template --confdir /etc/confd --keys /etc/fairlead/keys.yaml --dry"
    })
final class TemplateCommand implements Callable<Integer> {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  @Mixin private final Client agent;

  @Option(
      names = {"-t", "--template", "-template"},
      paramLabel = "IN:OUT[:COMMAND]",
      description = "A template, the file that it keeps, and what is run when that was replaced.")
  private List<String> templates = List.of();

  @Option(
      names = {"--confdir", "-confdir"},
      paramLabel = "DIR",
      description = "confd's folder, with conf.d and templates in it.")
  private @Nullable Path confdir;

  @Option(
      names = {"--once", "-once", "-onetime"},
      description = "Do it once and end.")
  private boolean once;

  @Option(
      names = {"--dry", "-dry", "-noop"},
      description = "Print what the files would be, and touch nothing.")
  private boolean dry;

  @Option(
      names = {"--wait", "-wait"},
      paramLabel = "MIN[:MAX]",
      description = "Wait until nothing changed for MIN, at most MAX (four times MIN).")
  private @Nullable String wait;

  @Option(
      names = "--check",
      paramLabel = "COMMAND",
      description = "Must succeed before the file is replaced; {{.src}} is the new text's file.")
  private String check = "";

  @Option(
      names = "--may-vanish",
      paramLabel = "PERCENT",
      description = "How many of a hundred lines may vanish at once (${DEFAULT-VALUE}).",
      defaultValue = "" + TemplateSpec.USUAL_MAY_VANISH)
  private int mayVanish;

  @Option(
      names = "--keys",
      paramLabel = "FILE|env",
      description =
          "Where keys come from: a file of YAML or JSON, or the environment, as in confd.")
  private @Nullable String keys;

  TemplateCommand(Client agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<TemplateSpec> specs = specs();
    Templates kept =
        new Templates(specs, System.getenv(), new SystemLookup(), new SystemTime(), dry);
    WatchedCatalog catalog = new WatchedCatalog(agent, keySource());
    if (once) {
      return once(kept, catalog);
    }
    Thread.ofVirtual().name("catalog").start(() -> keepFollowing(catalog));
    kept.run(catalog, this::tell);
    return ExitCode.OK;
  }

  private int once(Templates kept, WatchedCatalog catalog) throws InterruptedException {
    List<CliFailure> failures = new ArrayList<>();
    Thread reader =
        Thread.ofVirtual()
            .name("catalog")
            .start(
                () -> {
                  try {
                    catalog.follow();
                  } catch (CliFailure e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                });
    List<Outcome> outcomes = new ArrayList<>();
    kept.once(
        (known, atMost) -> {
          synchronized (failures) {
            if (!failures.isEmpty()) {
              throw failures.getFirst();
            }
          }
          return catalog.await(known, AGAIN);
        },
        outcome -> {
          outcomes.add(outcome);
          tell(outcome);
        });
    reader.interrupt();
    boolean failed =
        outcomes.stream()
            .anyMatch(one -> one instanceof Outcome.Refused || one instanceof Outcome.Waiting);
    return failed ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private void keepFollowing(WatchedCatalog catalog) {
    String said = "";
    try {
      while (true) {
        try {
          catalog.follow();
        } catch (CliFailure | InvalidField e) {
          String now = String.valueOf(e.getMessage());
          if (!now.equals(said)) {
            agent.terminal().err().println("files stay as they are: " + now);
          }
          said = now;
        }
        new SystemTime().sleep(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Outcome outcome) {
    boolean bad = outcome instanceof Outcome.Refused || outcome instanceof Outcome.Waiting;
    (bad ? agent.terminal().err() : agent.terminal().out()).println(outcome.text());
    if (outcome instanceof Outcome.Shown shown) {
      agent.terminal().out().print(shown.content());
    }
    agent.terminal().out().flush();
  }

  private List<TemplateSpec> specs() {
    List<TemplateSpec> all = new ArrayList<>();
    try {
      for (String text : templates) {
        all.add(spec(text));
      }
      if (confdir != null) {
        all.addAll(ConfdResource.in(confdir));
      }
    } catch (InvalidField | IOException e) {
      throw new CliFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    if (all.isEmpty()) {
      throw new CliFailure(
          ExitCode.USAGE, "nothing to keep; name a template with -t IN:OUT, or --confdir DIR");
    }
    return all;
  }

  private TemplateSpec spec(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new CliFailure(ExitCode.USAGE, "-t " + text + ": write IN:OUT or IN:OUT:COMMAND");
    }
    TemplateSpec spec =
        TemplateSpec.of(Path.of(parts[0]), Path.of(parts[1]), parts.length > 2 ? parts[2] : "")
            .checkedBy(check)
            .vanishing(mayVanish);
    if (wait == null) {
      return spec;
    }
    String[] times = wait.split(":", 2);
    Duration least = duration(times[0]);
    return spec.waiting(least, times.length > 1 ? duration(times[1]) : least.multipliedBy(4));
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse("wait", text);
    } catch (InvalidField e) {
      throw new CliFailure(ExitCode.USAGE, "--wait: " + e.getMessage() + "; write 2s:10s");
    }
  }

  private Supplier<SortedMap<String, String>> keySource() {
    if (keys == null) {
      return TreeMap::new;
    }
    if (keys.equals("env")) {
      SortedMap<String, String> known = KeyFile.of(System.getenv());
      return () -> known;
    }
    return new FileOfKeys(Path.of(keys));
  }

  /** A file of keys; while it cannot be read the keys are as they were. */
  private static final class FileOfKeys implements Supplier<SortedMap<String, String>> {
    private final Path file;
    private SortedMap<String, String> last;

    FileOfKeys(Path file) {
      this.file = file;
      try {
        this.last = read();
      } catch (IOException | InvalidField e) {
        throw new CliFailure(ExitCode.USAGE, "--keys: " + e.getMessage());
      }
    }

    @Override
    public SortedMap<String, String> get() {
      try {
        last = read();
      } catch (IOException | InvalidField e) {
        return last;
      }
      return last;
    }

    private SortedMap<String, String> read() throws IOException {
      return KeyFile.parse(file.toString(), Files.readString(file));
    }
  }
}
