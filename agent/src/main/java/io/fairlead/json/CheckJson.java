package io.fairlead.json;

import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Health;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Health checks: exactly one of {@code http}, {@code tcp}, {@code grpc}, {@code ttl} and {@code
 * script}, beside its timing. A check without a name bears its kind.
 */
public final class CheckJson {
  private static final List<String> KINDS = List.of("http", "tcp", "grpc", "ttl", "script");

  private CheckJson() {}

  /** Reads one check. */
  public static Check read(Fields fields) {
    CheckSpec spec = spec(fields);
    String name = fields.textOr("name", spec.kind());
    Check.Timing timing = timing(fields);
    Health initial = fields.wordOr("initial", Health.class, Health.UNKNOWN);
    fields.done();
    return fields.make(() -> new Check(name, spec, timing, initial));
  }

  /** Writes one check, defaults included: a reader need not know them. */
  public static void write(JsonWriter out, Check check) {
    out.beginObject().text("name", check.name());
    writeSpec(out, check.spec());
    Check.Timing timing = check.timing();
    out.text("interval", Durations.format(timing.interval()));
    out.text("timeout", Durations.format(timing.timeout()));
    out.number("rise", timing.rise()).number("fall", timing.fall());
    Duration deregisterAfter = timing.deregisterAfter();
    if (deregisterAfter != null) {
      out.text("deregister_after", Durations.format(deregisterAfter));
    }
    out.text("initial", Fields.word(check.initial())).endObject();
  }

  private static Check.Timing timing(Fields fields) {
    Check.Timing standard = Check.Timing.DEFAULT;
    Duration interval = fields.durationOr("interval", standard.interval());
    Duration timeout = fields.durationOr("timeout", standard.timeout());
    int rise = (int) fields.integerOr("rise", standard.rise(), 1, 100);
    int fall = (int) fields.integerOr("fall", standard.fall(), 1, 100);
    Duration overdue = fields.durationOr("deregister_after", Duration.ZERO);
    @Nullable Duration deregisterAfter = fields.has("deregister_after") ? overdue : null;
    return fields.make(() -> new Check.Timing(interval, timeout, rise, fall, deregisterAfter));
  }

  private static CheckSpec spec(Fields fields) {
    List<String> kinds = KINDS.stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      String found = kinds.isEmpty() ? "has none" : "has " + String.join(" and ", kinds);
      throw fields.wrong(
          kinds.isEmpty() ? KINDS.getFirst() : kinds.getLast(),
          "a check is one of " + String.join(", ", KINDS) + "; this one " + found);
    }
    return switch (kinds.getFirst()) {
      case "http" -> http(inner(fields, "http"));
      case "tcp" -> tcp(inner(fields, "tcp"));
      case "grpc" -> grpc(inner(fields, "grpc"));
      case "ttl" -> {
        Duration ttl = fields.durationOr("ttl", Duration.ZERO);
        yield fields.make(() -> new CheckSpec.Ttl(ttl));
      }
      default -> {
        String command = fields.text("script");
        yield fields.make(() -> new CheckSpec.Script(command));
      }
    };
  }

  private static Fields inner(Fields fields, String name) {
    return Optional.ofNullable(fields.object(name)).orElseThrow();
  }

  private static CheckSpec http(Fields fields) {
    boolean tls = fields.flagOr("tls", false);
    boolean insecure = fields.flagOr("insecure", false);
    String method = fields.textOr("method", "GET");
    String path = fields.textOr("path", "/");
    int port = port(fields);
    Map<String, String> headers = fields.textsByName("headers");
    fields.done();
    return fields.make(() -> new CheckSpec.Http(tls, insecure, method, path, port, headers));
  }

  private static CheckSpec tcp(Fields fields) {
    int port = port(fields);
    fields.done();
    return new CheckSpec.Tcp(port);
  }

  private static CheckSpec grpc(Fields fields) {
    boolean tls = fields.flagOr("tls", false);
    boolean insecure = fields.flagOr("insecure", false);
    String service = fields.textOr("service", "");
    int port = port(fields);
    fields.done();
    return new CheckSpec.Grpc(tls, insecure, service, port);
  }

  private static int port(Fields fields) {
    return (int) fields.integerOr("port", 0, 0, 65535);
  }

  private static void writeSpec(JsonWriter out, CheckSpec spec) {
    switch (spec) {
      case CheckSpec.Http http -> {
        out.name("http").beginObject();
        out.text("method", http.method()).text("path", http.path());
        out.flag("tls", http.tls()).flag("insecure", http.insecure()).number("port", http.port());
        Json.writeTexts(out, "headers", http.headers());
        out.endObject();
      }
      case CheckSpec.Tcp tcp ->
          out.name("tcp").beginObject().number("port", tcp.port()).endObject();
      case CheckSpec.Grpc grpc -> {
        out.name("grpc").beginObject().text("service", grpc.service());
        out.flag("tls", grpc.tls()).flag("insecure", grpc.insecure()).number("port", grpc.port());
        out.endObject();
      }
      case CheckSpec.Ttl ttl -> out.text("ttl", Durations.format(ttl.ttl()));
      case CheckSpec.Script script -> out.text("script", script.command());
    }
  }
}
