package io.fairlead.model;

import java.time.Duration;
import java.util.Map;

/** What a check does. Each probes the instance's own address and port unless it names another. */
public sealed interface CheckSpec {
  /** The word for it in labels, files and the API: {@code http}, {@code tcp}, ... */
  String kind();

  /** What it looks at, for people: {@code GET /health}. */
  String target();

  /**
   * An HTTP request; 200 to 299 passes.
   *
   * @param tls https, the certificate verified unless {@code insecure}
   * @param port 0 for the instance's own
   */
  record Http(
      boolean tls,
      boolean insecure,
      String method,
      String path,
      int port,
      Map<String, String> headers)
      implements CheckSpec {
    public Http {
      InvalidField.unless(path.startsWith("/"), "check.path", "'" + path + "' must start with '/'");
      InvalidField.unless(
          noControls(path)
              && noControls(method)
              && headers.entrySet().stream().allMatch(Http::clean),
          "check.http",
          "method, path and headers must not hold spaces or control characters");
      requirePort(port);
      headers = Map.copyOf(headers);
    }

    private static boolean clean(Map.Entry<String, String> header) {
      return noControls(header.getKey()) && header.getValue().chars().allMatch(c -> c >= ' ');
    }

    private static boolean noControls(String text) {
      return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 127);
    }

    @Override
    public String kind() {
      return tls ? "https" : "http";
    }

    @Override
    public String target() {
      return method + " " + (port == 0 ? "" : ":" + port) + path;
    }
  }

  /** A TCP connection that is accepted. */
  record Tcp(int port) implements CheckSpec {
    public Tcp {
      requirePort(port);
    }

    @Override
    public String kind() {
      return "tcp";
    }

    @Override
    public String target() {
      return port == 0 ? "connect" : "connect :" + port;
    }
  }

  /**
   * {@code grpc.health.v1.Health/Check}; SERVING passes.
   *
   * @param service the gRPC service to ask about, empty for the whole server
   */
  record Grpc(boolean tls, boolean insecure, String service, int port) implements CheckSpec {
    public Grpc {
      requirePort(port);
    }

    @Override
    public String kind() {
      return "grpc";
    }

    @Override
    public String target() {
      return "health of '" + service + "'" + (port == 0 ? "" : " at :" + port);
    }
  }

  /** Passes while somebody renews it through the API at least this often. */
  record Ttl(Duration ttl) implements CheckSpec {
    public Ttl {
      InvalidField.unless(ttl.isPositive(), "check.ttl", "must be longer than zero");
    }

    @Override
    public String kind() {
      return "ttl";
    }

    @Override
    public String target() {
      return "renewed within " + ttl.toMillis() + "ms";
    }
  }

  /** A command on the node; exit status 0 passes. Runs only where the agent allows scripts. */
  record Script(String command) implements CheckSpec {
    public Script {
      InvalidField.unless(!command.isBlank(), "check.script", "must not be empty");
    }

    @Override
    public String kind() {
      return "script";
    }

    @Override
    public String target() {
      return command;
    }
  }

  private static void requirePort(int port) {
    InvalidField.unless(
        port >= 0 && port <= 65535, "check.port", port + " is not a port; use 1 to 65535");
  }
}
