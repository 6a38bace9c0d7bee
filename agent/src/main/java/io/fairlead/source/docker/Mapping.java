package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.source.docker.ContainerFacts.Binding;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.ContainerFacts.Healthcheck;
import io.fairlead.source.docker.DockerOptions.AddressChoice;
import io.fairlead.source.docker.DockerOptions.Rules;
import io.fairlead.source.docker.Said.Family;
import io.fairlead.source.docker.Said.Setting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One container's facts as registrations: a function, used once for each look. Nothing that a
 * container says makes it throw; what makes no sense becomes a remark.
 */
final class Mapping {
  /** Ports of one container that are registered at most. */
  static final int MOST_PORTS = 256;

  private static final ContainerPort NO_PORT = new ContainerPort(0, Port.Protocol.TCP);

  private final ContainerFacts facts;
  private final Rules rules;
  private final Circumstances now;
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Said said;
  private final Attributes attributes;
  private final Checks checks;
  private final Naming naming;
  private final Map<String, Registration> found = new LinkedHashMap<>();

  private Mapping(ContainerFacts facts, Rules rules, Circumstances now) {
    this.facts = facts;
    this.rules = rules;
    this.now = now;
    this.said = Said.by(facts.labels(), facts.env());
    this.attributes = new Attributes(said, remarks::add);
    this.checks = new Checks(said, remarks::add);
    this.naming = new Naming(facts, said, rules.namespaces(), remarks::add);
  }

  /**
   * What a look came to.
   *
   * @param remarks why something is not registered, or not as its labels say
   */
  record Mapped(List<Registration> registrations, List<String> remarks) {
    static final Mapped NOTHING = new Mapped(List.of(), List.of());
  }

  /** The registrations of a running container. */
  static Mapped map(ContainerFacts facts, Rules rules, Circumstances now) {
    Mapping mapping = new Mapping(facts, rules, now);
    mapping.run();
    return new Mapped(List.copyOf(mapping.found.values()), List.copyOf(mapping.remarks));
  }

  private void run() {
    String ignoredBy = attributes.ignoredBy(0);
    if (!ignoredBy.isEmpty()) {
      remarks.add("not registered: ignored by " + ignoredBy);
      return;
    }
    attributes.remarkUnknown();
    facts
        .skipped()
        .forEach(port -> remarks.add("port " + port + " is not registered: only tcp and udp are"));
    ContainerFacts place = facts.joined() == null ? facts : now.host();
    if (place == null) {
      remarks.add("not registered: it has joined a container that does not run");
    } else if (place.onHostNetwork()) {
      onHost();
    } else {
      onNetworks(place);
    }
  }

  private void onHost() {
    Set<ContainerPort> ports = new TreeSet<>(now.listening().orElseGet(this::namedPorts));
    register(ports, rules.hostAddress(false), List.of(Reach.host(rules)));
  }

  private Set<ContainerPort> namedPorts() {
    remarks.add(
        "its listening ports cannot be read from /proc; only EXPOSEd ports that have a name"
            + " (SERVICE_<port>_NAME) are registered. Run the agent as root on the engine's host");
    Set<ContainerPort> named = new TreeSet<>(facts.exposed());
    named.removeIf(port -> !said.names(port.number()));
    return named;
  }

  private void onNetworks(ContainerFacts place) {
    List<Endpoint> endpoints = Reach.ordered(place.endpoints(), preferredNetwork(place));
    IpAddress address = Reach.address(endpoints);
    if (place.networkMode().equals("none") && address == null) {
      remarks.add("not registered: network mode none has no address");
      return;
    }
    Set<ContainerPort> own = new TreeSet<>();
    for (ContainerPort port : facts.exposed()) {
      if (attributes.address(port.number(), rules.address()) == AddressChoice.HOST) {
        published(place, port);
      } else {
        own.add(port);
      }
    }
    boolean nothingElse = facts.exposed().isEmpty();
    if (nothingElse && attributes.address(0, rules.address()) == AddressChoice.HOST) {
      remarks.add("not registered: it publishes no port, and its host's address was asked for");
    } else if (address == null && (nothingElse || !own.isEmpty())) {
      remarks.add("not registered: it has no address on any network");
    } else if (address != null && (nothingElse || !own.isEmpty())) {
      register(own, address, endpoints);
    }
  }

  private String preferredNetwork(ContainerFacts place) {
    Setting setting = said.get(Family.FAIRLEAD, "network", 0);
    if (setting == null) {
      return "";
    }
    if (place.endpoints().stream().noneMatch(e -> e.network().equals(setting.value()))) {
      remarks.add(setting.origin() + ": it is not attached to a network '" + setting.value() + "'");
    }
    return setting.value();
  }

  private void published(ContainerFacts place, ContainerPort port) {
    List<Binding> bindings = place.published().getOrDefault(port, List.of());
    Binding binding = Reach.published(bindings);
    String name = "port " + port.number() + "/" + port.protocol();
    if (bindings.isEmpty()) {
      remarks.add(
          name + " is not registered: it is not published, and its host's address was asked for");
    } else if (binding == null) {
      remarks.add(name + " is not registered: it is published on the loopback address only");
    } else {
      add(port, binding.hostPort(), Reach.address(binding, rules), List.of());
    }
  }

  private void register(Set<ContainerPort> ports, IpAddress address, List<Endpoint> endpoints) {
    if (ports.isEmpty()) {
      add(NO_PORT, 0, address, endpoints);
    }
    if (ports.size() > MOST_PORTS) {
      remarks.add("only the first " + MOST_PORTS + " of " + ports.size() + " ports are registered");
    }
    ports.stream().limit(MOST_PORTS).forEach(port -> add(port, port.number(), address, endpoints));
  }

  private void add(ContainerPort key, int number, IpAddress address, List<Endpoint> endpoints) {
    String ignoredBy = attributes.ignoredBy(key.number());
    if (!ignoredBy.isEmpty()) {
      remarks.add("port " + key.number() + " is not registered: ignored by " + ignoredBy);
      return;
    }
    try {
      Port port = new Port(number, key.protocol(), attributes.portName(key.number()));
      RegistrationId id = id(key);
      Registration registration =
          new Registration(
              id,
              naming.service(key.number()),
              facts.name(),
              port,
              address,
              endpoints,
              attributes.tags(key.number(), port.protocol() == Port.Protocol.UDP),
              attributes.meta(key.number()),
              attributes.weight(key.number()),
              now.draining(),
              checks.of(key.number(), port, address),
              states(),
              now.cause());
      found.put(id.id(), registration);
    } catch (InvalidField e) {
      remarks.add("port " + key.number() + " is not registered: " + e.getMessage());
    }
  }

  private RegistrationId id(ContainerPort key) {
    if (key.number() == 0) {
      Setting asked = said.get("id", 0);
      if (asked == null) {
        return new RegistrationId(DockerSource.NAME, rules.node() + ":" + facts.name());
      }
    }
    String id = attributes.id(rules.node(), facts.name(), key);
    if (found.containsKey(id)) {
      remarks.add(
          "the id '"
              + id
              + "' is asked for by several ports; port "
              + key.number()
              + " keeps its own");
      id = Attributes.standardId(rules.node(), facts.name(), key);
    }
    return new RegistrationId(DockerSource.NAME, id);
  }

  private List<CheckState> states() {
    List<CheckState> states = new ArrayList<>();
    states.add(containerState(facts.state(), now.cause()));
    Healthcheck health = facts.state().health();
    if (health != null) {
      states.add(healthState(health, facts.state().startedAt()));
    }
    return states;
  }

  private static CheckState containerState(ContainerFacts.State state, Cause cause) {
    return state.paused()
        ? new CheckState("container", "container", Health.FAILING, cause.at(), "paused")
        : new CheckState("container", "container", Health.PASSING, state.startedAt(), "running");
  }

  private static CheckState healthState(Healthcheck check, Instant startedAt) {
    Health health =
        switch (check.status()) {
          case "healthy" -> Health.PASSING;
          case "unhealthy" -> Health.FAILING;
          default -> Health.UNKNOWN;
        };
    Instant ran = check.at();
    if (ran == null || ran.isBefore(startedAt)) {
      return new CheckState("healthcheck", "healthcheck", health, startedAt, check.status());
    }
    Instant since = health == Health.UNKNOWN ? startedAt : ran;
    String output = check.output().isEmpty() ? check.status() : check.output();
    return new CheckState("healthcheck", "healthcheck", health, since, output);
  }
}
