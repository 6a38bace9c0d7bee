package io.fairlead.agent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The checks of an instance that is registered by hand; they share one timing. */
final class CheckOptions {
  @Option(
      names = "--check-http",
      paramLabel = "PATH",
      description = "Passes while GET PATH answers 200 to 299.")
  private @Nullable String http;

  @Option(
      names = "--check-https",
      paramLabel = "PATH",
      description = "The same over TLS, the certificate verified.")
  private @Nullable String https;

  @Option(names = "--check-tcp", description = "Passes while the port accepts connections.")
  private boolean tcp;

  @Option(
      names = "--check-grpc",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "SERVICE",
      description = "Passes while the gRPC health service says SERVING.")
  private @Nullable String grpc;

  @Option(
      names = "--check-ttl",
      paramLabel = "DURATION",
      description = "Passes while it is renewed this often.")
  private @Nullable String ttl;

  @Option(
      names = "--check-script",
      paramLabel = "COMMAND",
      description = "Passes while the command exits 0; for agents with --allow-scripts.")
  private @Nullable String script;

  @Option(
      names = "--check-interval",
      paramLabel = "DURATION",
      description = "Between two runs. Default: 10s.")
  private @Nullable String interval;

  @Option(
      names = "--check-timeout",
      paramLabel = "DURATION",
      description = "For one run. Default: 5s.")
  private @Nullable String timeout;

  @Option(
      names = "--deregister-after",
      paramLabel = "DURATION",
      description = "Forget the instance once it failed this long.")
  private @Nullable String deregisterAfter;

  /** The checks in the API's form. */
  List<Object> checks() {
    List<Object> checks = new ArrayList<>();
    add(checks, http, "http", http == null ? Map.of() : Map.of("path", http));
    add(checks, https, "http", https == null ? Map.of() : Map.of("path", https, "tls", true));
    add(checks, tcp ? "tcp" : null, "tcp", Map.of());
    add(checks, grpc, "grpc", grpc == null ? Map.of() : Map.of("service", grpc));
    add(checks, ttl, "ttl", ttl);
    add(checks, script, "script", script);
    return checks;
  }

  private void add(
      List<Object> checks, @Nullable String given, String kind, @Nullable Object definition) {
    if (given == null || definition == null) {
      return;
    }
    Map<String, Object> check = new LinkedHashMap<>();
    check.put(kind, definition);
    put(check, "interval", interval);
    put(check, "timeout", timeout);
    put(check, "deregister_after", deregisterAfter);
    checks.add(check);
  }

  private static void put(Map<String, Object> check, String name, @Nullable String value) {
    if (value != null) {
      check.put(name, value);
    }
  }
}
