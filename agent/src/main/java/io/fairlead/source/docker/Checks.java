package io.fairlead.source.docker;

import io.fairlead.json.Durations;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Health;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Port.Protocol;
import io.fairlead.source.docker.Said.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The checks that labels and variables ask for: {@code fairlead.check.*} and Registrator's {@code
 * SERVICE_CHECK_*}, of all ports or of one. Each kind may be there once; it is the check's name.
 */
final class Checks {
  private static final String PREFIX = "check_";
  private static final List<String> KINDS =
      List.of("http", "https", "tcp", "grpc", "ttl", "script");

  /** All that may be said of checks, as {@link Said} spells it. */
  static final Set<String> KEYS =
      Set.of(
          "check_http",
          "check_https",
          "check_tcp",
          "check_grpc",
          "check_ttl",
          "check_script",
          "check_http_method",
          "check_https_method",
          "check_tls_skip_verify",
          "check_grpc_use_tls",
          "check_interval",
          "check_timeout",
          "check_rise",
          "check_fall",
          "check_initial_status",
          "check_deregister_after");

  private final Said said;
  private final Consumer<String> remarks;

  Checks(Said said, Consumer<String> remarks) {
    this.said = said;
    this.remarks = remarks;
  }

  /**
   * The checks of one instance.
   *
   * @param key the container port that labels speak of
   * @param port where the instance is reached
   */
  List<Check> of(int key, Port port, IpAddress address) {
    List<Check> checks = new ArrayList<>();
    for (String kind : KINDS) {
      Setting setting = said.get(PREFIX + kind, key);
      if (setting != null && !Attributes.isNo(setting.value()) && applies(kind, setting, port)) {
        try {
          CheckSpec spec = spec(kind, setting.value(), key, port, address);
          checks.add(new Check(kind, spec, timing(key), initial(key)));
        } catch (InvalidField e) {
          remarks.accept(setting.origin() + ": " + e.getMessage());
        }
      }
    }
    return checks;
  }

  /** Probes of TCP need a TCP port; said of all ports, they mean those only. */
  private boolean applies(String kind, Setting setting, Port port) {
    if (kind.equals("ttl") || kind.equals("script")) {
      return true;
    }
    if (port.number() == 0) {
      remarks.accept(setting.origin() + " needs a port to connect to, and this has none");
      return false;
    }
    if (port.protocol() == Protocol.UDP && setting.port()) {
      remarks.accept(setting.origin() + " cannot check a UDP port; use a script or ttl check");
    }
    return port.protocol() == Protocol.TCP;
  }

  private CheckSpec spec(String kind, String value, int key, Port port, IpAddress address) {
    boolean insecure = flag("tls_skip_verify", key);
    return switch (kind) {
      case "http", "https" -> {
        Setting method = said.get(PREFIX + kind + "_method", key);
        yield new CheckSpec.Http(
            kind.equals("https"),
            insecure,
            method == null ? "GET" : method.value().toUpperCase(Locale.ROOT),
            value,
            0,
            Map.of());
      }
      case "tcp" -> new CheckSpec.Tcp(0);
      case "grpc" ->
          new CheckSpec.Grpc(
              flag("grpc_use_tls", key), insecure, isYes(value) ? "" : value.strip(), 0);
      case "ttl" -> new CheckSpec.Ttl(Durations.parse("check.ttl", value));
      default ->
          new CheckSpec.Script(
              value
                  .replace("$SERVICE_IP", address.toString())
                  .replace("$SERVICE_PORT", Integer.toString(port.number())));
    };
  }

  private Check.Timing timing(int key) {
    Check.Timing standard = Check.Timing.DEFAULT;
    Duration interval = value("interval", key, standard.interval(), Checks::duration);
    Duration timeout = value("timeout", key, standard.timeout(), Checks::duration);
    int rise = value("rise", key, standard.rise(), Checks::count);
    int fall = value("fall", key, standard.fall(), Checks::count);
    Duration overdue = value("deregister_after", key, Duration.ZERO, Checks::duration);
    return new Check.Timing(interval, timeout, rise, fall, overdue.isZero() ? null : overdue);
  }

  private Health initial(int key) {
    return value("initial_status", key, Health.UNKNOWN, Checks::health);
  }

  private <T> T value(String name, int key, T otherwise, Function<String, T> reader) {
    Setting setting = said.get(PREFIX + name, key);
    if (setting == null) {
      return otherwise;
    }
    try {
      return reader.apply(setting.value().strip());
    } catch (InvalidField e) {
      remarks.accept(setting.origin() + ": " + e.getMessage());
      return otherwise;
    }
  }

  private boolean flag(String name, int key) {
    Setting setting = said.get(PREFIX + name, key);
    return setting != null && !Attributes.isNo(setting.value());
  }

  private static boolean isYes(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      default -> false;
    };
  }

  private static Duration duration(String text) {
    return Durations.parse("check", text);
  }

  private static int count(String text) {
    InvalidField.unless(
        text.matches("[0-9]{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 100,
        "check",
        "'" + text + "' is not a count; use 1 to 100");
    return Integer.parseInt(text);
  }

  private static Health health(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "passing", "healthy" -> Health.PASSING;
      case "warning", "unknown", "starting" -> Health.UNKNOWN;
      case "critical", "failing", "unhealthy" -> Health.FAILING;
      default ->
          throw new InvalidField(
              "check", "'" + text + "' is no status; use passing, unknown or failing");
    };
  }
}
