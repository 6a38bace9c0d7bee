package io.fairlead.source.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.Endpoint;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port.Protocol;
import io.fairlead.source.docker.ContainerFacts.Binding;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.ContainerFacts.Healthcheck;
import io.fairlead.source.docker.ContainerFacts.State;
import io.fairlead.source.docker.ContainerFacts.Stop;
import io.fairlead.spi.Containers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the answer of {@code GET /containers/ID/json}, of API 1.24 and later. */
final class InspectJson {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_SECONDS = 1_000_000_000;

  private InspectJson() {}

  /** How far a network reaches, by its id. */
  interface Scopes {
    Endpoint.Scope of(String networkId);
  }

  /**
   * The facts in an inspect answer.
   *
   * @throws InvalidField where it is none
   */
  static ContainerFacts read(@Nullable Object json, Scopes scopes) {
    Fields root = Fields.lenient(json);
    Fields config = inner(root, "Config");
    Fields network = inner(root, "NetworkSettings");
    List<String> skipped = new ArrayList<>();
    SortedMap<ContainerPort, List<Binding>> published = published(network, skipped);
    Set<ContainerPort> exposed = new TreeSet<>(published.keySet());
    for (String text : names(config.object("ExposedPorts"))) {
      ContainerPort port = port(text, skipped);
      if (port != null) {
        exposed.add(port);
      }
    }
    String name = root.text("Name");
    return new ContainerFacts(
        root.text("Id"),
        name.startsWith("/") ? name.substring(1) : name,
        config.textOr("Image", ""),
        state(inner(root, "State")),
        stop(config),
        config.textsByName("Labels"),
        env(config),
        inner(root, "HostConfig").textOr("NetworkMode", "default"),
        exposed,
        published,
        endpoints(network, scopes),
        skipped.stream().distinct().toList());
  }

  private static State state(Fields state) {
    return new State(
        state.flagOr("Running", false),
        state.flagOr("Paused", false),
        state.flagOr("Restarting", false),
        (int) state.integerOr("Pid", 0, 0, Integer.MAX_VALUE),
        state.instant("StartedAt"),
        health(state.object("Health")));
  }

  private static @Nullable Healthcheck health(@Nullable Fields health) {
    if (health == null) {
      return null;
    }
    String status = health.textOr("Status", "none");
    if (status.equals("none") || status.isEmpty()) {
      return null;
    }
    List<Fields> log = health.objects("Log");
    if (log.isEmpty()) {
      return new Healthcheck(status, "", null);
    }
    Fields last = log.getLast();
    return new Healthcheck(status, last.textOr("Output", "").strip(), last.instant("End"));
  }

  private static Stop stop(Fields config) {
    long seconds = config.integerOr("StopTimeout", STOP_TIMEOUT.toSeconds(), -1, MOST_SECONDS);
    return new Stop(
        StopSignals.number(config.textOr("StopSignal", "SIGTERM")),
        Duration.ofSeconds(seconds < 0 ? MOST_SECONDS : seconds));
  }

  private static Map<String, String> env(Fields config) {
    Map<String, String> env = new HashMap<>();
    for (String line : config.texts("Env")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        env.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return env;
  }

  private static SortedMap<ContainerPort, List<Binding>> published(
      Fields network, List<String> skipped) {
    SortedMap<ContainerPort, List<Binding>> published = new TreeMap<>();
    Fields ports = network.object("Ports");
    for (String text : names(ports)) {
      ContainerPort port = port(text, skipped);
      if (ports != null && port != null) {
        List<Binding> bindings = new ArrayList<>();
        for (Fields binding : ports.objects(text)) {
          String hostPort = binding.textOr("HostPort", "");
          if (hostPort.matches("[0-9]{1,5}") && !hostPort.equals("0")) {
            bindings.add(new Binding(binding.textOr("HostIp", ""), Integer.parseInt(hostPort)));
          }
        }
        if (!bindings.isEmpty()) {
          published.put(port, List.copyOf(bindings));
        }
      }
    }
    return published;
  }

  private static @Nullable ContainerPort port(String text, List<String> skipped) {
    int slash = text.indexOf('/');
    String number = slash < 0 ? text : text.substring(0, slash);
    String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
    if (number.matches("[0-9]{1,5}") && (protocol.equals("tcp") || protocol.equals("udp"))) {
      int value = Integer.parseInt(number);
      if (value >= 1 && value <= 65535) {
        return new ContainerPort(value, protocol.equals("tcp") ? Protocol.TCP : Protocol.UDP);
      }
    }
    skipped.add(text);
    return null;
  }

  private static List<Endpoint> endpoints(Fields network, Scopes scopes) {
    List<Endpoint> endpoints = new ArrayList<>();
    Fields networks = network.object("Networks");
    for (String name : names(networks)) {
      Fields one = networks == null ? null : networks.object(name);
      if (one != null) {
        IpPrefix v4 = prefix(one, "IPAddress", "IPPrefixLen");
        IpPrefix v6 = prefix(one, "GlobalIPv6Address", "GlobalIPv6PrefixLen");
        if (v4 != null || v6 != null) {
          endpoints.add(new Endpoint(name, scopes.of(one.textOr("NetworkID", "")), v4, v6));
        }
      }
    }
    return endpoints;
  }

  private static @Nullable IpPrefix prefix(Fields endpoint, String address, String length) {
    String text = endpoint.textOr(address, "");
    if (text.isEmpty()) {
      return null;
    }
    IpAddress parsed = IpAddress.parse(text);
    return new IpPrefix(parsed, (int) endpoint.integerOr(length, 0, 0, parsed.bitLength()));
  }

  private static Fields inner(Fields root, String name) {
    Fields inner = root.object(name);
    return inner == null ? Fields.lenient(Map.of()) : inner;
  }

  private static Set<String> names(@Nullable Fields object) {
    return object == null ? Set.of() : object.names();
  }

  /** What is needed to reach into a container; empty where it does not run. */
  static Optional<Containers.Running> running(Fields root) {
    Fields state = root.object("State");
    Fields config = root.object("Config");
    Fields settings = root.object("NetworkSettings");
    long process = state == null ? 0 : state.integerOr("Pid", 0, 0, Integer.MAX_VALUE);
    if (state == null || !state.flagOr("Running", false) || process == 0) {
      return Optional.empty();
    }
    String key = settings == null ? "" : settings.textOr("SandboxKey", "");
    return Optional.of(
        new Containers.Running(
            root.text("Id"),
            root.textOr("Name", "").replaceFirst("^/", ""),
            process,
            key.isEmpty() ? "/proc/" + process + "/ns/net" : key,
            config == null ? Map.of() : config.textsByName("Labels")));
  }
}
