package io.fairlead.plugin.cni;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.wire.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime asks.
 *
 * @param version of CNI that it is to be answered in
 * @param conf the name of its network configuration
 * @param network the name of Fairlead's network
 * @param ips those that are wanted
 * @param arguments of {@code CNI_ARGS}
 * @param previous the result of the plugin before in the chain, or null
 * @param dns what the configuration says of name servers, or null
 * @param valid those that a runtime still has, where it says so
 */
record CniRequest(
    Command command,
    String version,
    String container,
    String netns,
    String ifname,
    String conf,
    String network,
    List<IpPrefix> ips,
    @Nullable Mac mac,
    Map<String, String> arguments,
    @Nullable Object previous,
    @Nullable Object dns,
    @Nullable Set<Attachment> valid) {
  /** The versions that are spoken. */
  static final List<String> VERSIONS = List.of("0.3.1", "0.4.0", "1.0.0", "1.1.0");

  /** What is answered where nobody said a version. */
  static final String NEWEST = VERSIONS.getLast();

  private static final String OLD = "0.3.0";
  private static final Pattern CONTAINER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
  private static final Pattern IFNAME = Pattern.compile("[^/:\\s]{1,15}");
  private static final String VALID = "cni.dev/valid-attachments";

  /** What is to be done. */
  enum Command {
    ADD,
    DEL,
    CHECK,
    GC,
    STATUS,
    VERSION
  }

  /** One interface of one container. */
  record Attachment(String container, String ifname) {}

  /**
   * Reads one.
   *
   * @param environment the {@code CNI_} variables by name
   * @param config what came on standard input
   * @throws CniFailure where it is none
   */
  static CniRequest read(Map<String, String> environment, byte[] config) {
    Command command = command(environment);
    Fields fields = fields(config);
    String version = version(fields, command);
    if (command == Command.VERSION) {
      return new CniRequest(
          command, version, "", "", "", "", "", List.of(), null, Map.of(), null, null, null);
    }
    try {
      return read(command, version, environment, fields);
    } catch (InvalidField e) {
      throw new CniFailure(CniFailure.CONFIGURATION, "the configuration is wrong", message(e));
    }
  }

  private static CniRequest read(
      Command command, String version, Map<String, String> environment, Fields fields) {
    boolean one = Set.of(Command.ADD, Command.DEL, Command.CHECK).contains(command);
    boolean inside = command == Command.ADD || command == Command.CHECK;
    String conf = fields.textOr("name", "");
    if (conf.isEmpty()) {
      throw new CniFailure(CniFailure.CONFIGURATION, "the configuration has no name; give it one");
    }
    Map<String, String> arguments = arguments(environment.getOrDefault("CNI_ARGS", ""));
    Fields runtime = fields.object("runtimeConfig");
    if (command == Command.CHECK && !fields.has("prevResult")) {
      throw new CniFailure(
          CniFailure.CONFIGURATION, "CHECK needs the result of ADD in prevResult; pass it on");
    }
    return new CniRequest(
        command,
        version,
        one ? variable(environment, "CNI_CONTAINERID", CONTAINER) : "",
        inside
            ? variable(environment, "CNI_NETNS", null)
            : environment.getOrDefault("CNI_NETNS", ""),
        one ? variable(environment, "CNI_IFNAME", IFNAME) : "",
        conf,
        fields.textOr("network", conf),
        command == Command.ADD ? ips(runtime, arguments) : List.of(),
        command == Command.ADD ? mac(runtime, arguments) : null,
        arguments,
        fields.get("prevResult"),
        fields.get("dns"),
        command == Command.GC ? valid(fields) : null);
  }

  private static Command command(Map<String, String> environment) {
    String word = environment.getOrDefault("CNI_COMMAND", "");
    for (Command one : Command.values()) {
      if (one.name().equals(word)) {
        return one;
      }
    }
    throw new CniFailure(
        CniFailure.ENVIRONMENT,
        "CNI_COMMAND is '" + word + "'; it must be ADD, DEL, CHECK, GC, STATUS or VERSION");
  }

  private static Fields fields(byte[] config) {
    try {
      return Fields.lenient(Json.parse(config));
    } catch (InvalidField e) {
      throw new CniFailure(
          CniFailure.UNREADABLE, "the configuration on standard input is no JSON", message(e));
    }
  }

  private static String version(Fields fields, Command command) {
    String version;
    try {
      version = fields.textOr("cniVersion", command == Command.VERSION ? NEWEST : "");
    } catch (InvalidField e) {
      throw new CniFailure(CniFailure.UNREADABLE, "cniVersion is no text", message(e));
    }
    if (command != Command.VERSION && !VERSIONS.contains(version)) {
      throw new CniFailure(
          CniFailure.VERSION,
          "CNI version '" + version + "' is not spoken here",
          "write one of "
              + String.join(", ", VERSIONS)
              + " as cniVersion; "
              + OLD
              + " and older are not");
    }
    return version;
  }

  private static String variable(
      Map<String, String> environment, String name, @Nullable Pattern shape) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new CniFailure(CniFailure.ENVIRONMENT, name + " is missing; the runtime must set it");
    }
    if (shape != null && !shape.matcher(value).matches()) {
      throw new CniFailure(CniFailure.ENVIRONMENT, name + " '" + value + "' is not valid");
    }
    return value;
  }

  /** {@code A=b;C=d}. */
  private static Map<String, String> arguments(String text) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : text.split(";", -1)) {
      if (!pair.isBlank()) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new CniFailure(
              CniFailure.ENVIRONMENT, "CNI_ARGS holds '" + pair + "'; write NAME=VALUE;NAME=VALUE");
        }
        all.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return Map.copyOf(all);
  }

  private static List<IpPrefix> ips(@Nullable Fields runtime, Map<String, String> arguments) {
    List<String> texts = new ArrayList<>(runtime == null ? List.of() : runtime.texts("ips"));
    String argument = arguments.getOrDefault("IP", "");
    if (texts.isEmpty() && !argument.isEmpty()) {
      texts.addAll(List.of(argument.split(",", -1)));
    }
    List<IpPrefix> all = texts.stream().map(String::strip).map(IpPrefix::parse).toList();
    for (boolean v6 : new boolean[] {false, true}) {
      if (all.stream().filter(one -> one.address().isV6() == v6).count() > 1) {
        throw new CniFailure(
            CniFailure.UNSUPPORTED, "one address of each family can be asked for, not " + all);
      }
    }
    return all;
  }

  private static @Nullable Mac mac(@Nullable Fields runtime, Map<String, String> arguments) {
    String text = runtime == null ? "" : runtime.textOr("mac", "");
    String mac = text.isEmpty() ? arguments.getOrDefault("MAC", "") : text;
    return mac.isEmpty() ? null : Mac.parse(mac);
  }

  private static Set<Attachment> valid(Fields fields) {
    if (!fields.has(VALID)) {
      throw new CniFailure(
          CniFailure.CONFIGURATION, "GC needs " + VALID + "; else all would be taken away");
    }
    return fields.objects(VALID).stream()
        .map(one -> new Attachment(one.text("containerID"), one.text("ifname")))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String message(InvalidField e) {
    return String.valueOf(e.getMessage());
  }
}
