package io.fairlead.agent.cli;

import io.fairlead.agent.SystemTime;
import io.fairlead.agent.config.Host;
import io.fairlead.model.InvalidField;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.transport.Streaming;
import io.fairlead.transport.Unreachable;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all verbs share, and the agent that they lead to. */
final class Client {
  private static final String API = "/api/v1";
  private static final String TCP_FALLBACK = "127.0.0.1:7080";

  @Option(
      names = "--agent",
      paramLabel = "ADDR:PORT|PATH",
      description = {
        "Which agent to ask: its HTTP address or its unix socket. Default: $$FAIRLEAD_AGENT, else this"
            + " user's socket where there is one, else 127.0.0.1:7080."
      })
  private @Nullable String agent;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  private final Terminal terminal;

  Client(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether the answer is for a program. */
  boolean json() {
    return json;
  }

  Terminal terminal() {
    return terminal;
  }

  /** The answer to a GET as parsed JSON. */
  Answer get(String target) {
    return call("GET", target, null);
  }

  /** The answer to any request with an optional JSON body. */
  Answer call(String method, String target, @Nullable Object body) {
    return call(method, target, body, Call.DEFAULT_TIMEOUT);
  }

  /** As {@link #call(String, String, Object)}, with a time limit of its own. */
  Answer call(String method, String target, @Nullable Object body, Duration timeout) {
    byte[] bytes = body == null ? new byte[0] : Json.write(body);
    Call call =
        body == null ? Call.of(method, API + target) : Call.json(method, API + target, bytes);
    Progress progress = Progress.of(terminal, "waiting for the agent");
    try (HttpClient http = http()) {
      return Answer.of(http.send(call.within(timeout)));
    } catch (Unreachable e) {
      throw unreachable(e);
    } catch (IOException e) {
      throw new CliFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.FAILED, "interrupted");
    } finally {
      progress.close();
    }
  }

  /** What somebody does with each line of a stream. */
  interface Lines {
    void line(String line);
  }

  /** Reads a stream line by line until it ends. */
  void stream(String target, Lines lines) {
    try (HttpClient http = http();
        Streaming stream = http.stream(Call.get(API + target))) {
      if (stream.status() != 200) {
        byte[] problem = stream.body().readNBytes(64 * 1024);
        throw Answer.of(new Reply(stream.status(), stream.headers(), problem)).failure();
      }
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        lines.line(line);
      }
    } catch (Unreachable e) {
      throw unreachable(e);
    } catch (IOException e) {
      throw new CliFailure(ExitCode.UNREACHABLE, "the agent ended the stream: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A part of a target, percent-encoded. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A name that may hold slashes, as the rest of a path. */
  static String path(String name) {
    return encoded(name).replace("%2F", "/");
  }

  /** A target with one parameter more, where there is a value for it. */
  static String with(String target, String name, @Nullable String value) {
    return value == null
        ? target
        : target + (target.indexOf('?') < 0 ? "?" : "&") + name + "=" + encoded(value);
  }

  /** The query that narrows an answer to {@code SERVICE} or {@code NAMESPACE/SERVICE}. */
  static String serviceQuery(@Nullable String service) {
    if (service == null) {
      return "";
    }
    int slash = service.indexOf('/');
    String namespace = slash < 0 ? "" : "&namespace=" + encoded(service.substring(0, slash));
    return "?service=" + encoded(service.substring(slash + 1)) + namespace;
  }

  /** Prints the agent's own words, for a program. */
  int print(Answer answer) {
    terminal.out().println(answer.text().strip());
    return ExitCode.OK;
  }

  /** Prints a table, or says on standard error why there is nothing in it. */
  int print(Table table, String whenEmpty) {
    if (table.isEmpty()) {
      terminal.err().println(whenEmpty);
    } else {
      terminal.out().print(table.text(terminal.width()));
    }
    return ExitCode.OK;
  }

  /** Says that it is done: the agent's words for a program, {@code sentence} for a person. */
  int done(Answer answer, String sentence) {
    if (!json) {
      terminal.out().println(sentence);
    } else if (!answer.text().isBlank()) {
      print(answer);
    }
    return ExitCode.OK;
  }

  /** Fails with a sentence. */
  int fail(String sentence) {
    throw new CliFailure(ExitCode.FAILED, sentence);
  }

  /**
   * Waits, with a progress line, until {@code over} or the time is up.
   *
   * @return whether it was over in time
   */
  boolean await(Duration limit, String what, BooleanSupplier over) {
    Time time = new SystemTime();
    long start = time.nanos();
    Progress progress = Progress.of(terminal, what);
    try {
      while (time.nanos() - start < limit.toNanos()) {
        if (over.getAsBoolean()) {
          return true;
        }
        time.sleep(Duration.ofMillis(100));
      }
      return over.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      progress.close();
    }
  }

  private HttpClient http() {
    String given = given();
    try {
      String address = given.isEmpty() ? standard() : given;
      return new HttpClient(Address.parse(address), "a Fairlead agent", new SystemTime());
    } catch (InvalidField e) {
      throw new CliFailure(
          ExitCode.USAGE, "--agent " + given + ": write 127.0.0.1:7080 or /run/fairlead.sock");
    }
  }

  /** Which agent was named; else where this user's listens, there or not. */
  String socket() {
    String given = given();
    return given.isEmpty() ? Host.here().socket() : given;
  }

  private String given() {
    String given = agent != null ? agent : System.getenv("FAIRLEAD_AGENT");
    return given == null ? "" : given;
  }

  private static String standard() {
    String own = Host.here().socket();
    return Files.exists(Path.of(own)) ? own : TCP_FALLBACK;
  }

  private static CliFailure unreachable(Unreachable e) {
    return new CliFailure(
        ExitCode.UNREACHABLE,
        e.getMessage() + " (start one with 'fairlead up', or name yours with --agent)");
  }
}
