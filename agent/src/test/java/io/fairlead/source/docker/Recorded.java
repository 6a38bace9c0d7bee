package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.Endpoint;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Registration;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.DockerOptions.AddressChoice;
import io.fairlead.source.docker.DockerOptions.Namespaces;
import io.fairlead.source.docker.DockerOptions.Rules;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Inspect answers of a Docker 20.10 engine, and changes to them. */
final class Recorded {
  static final Cause CAUSE = new Cause(Instant.parse("2026-11-20T12:00:00Z"), "docker event start");
  static final Rules RULES =
      new Rules(
          "host1",
          List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
          AddressChoice.CONTAINER,
          Namespaces.PROJECT);
  static final Rules HOST_RULES =
      new Rules("host1", RULES.addresses(), AddressChoice.HOST, Namespaces.PROJECT);
  static final Circumstances ALONE = new Circumstances(null, Optional.empty(), false, CAUSE);

  private Recorded() {}

  /**
   * The facts in {@code NAME.json}; the networks {@code front} and {@code ingress} are the swarm's.
   */
  static ContainerFacts facts(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream(name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + name);
      }
      Set<String> swarm = Set.of("ijsos0nmagqp", "3iqnnja22t5t");
      return InspectJson.read(
          Json.parse(in.readAllBytes()),
          id ->
              swarm.stream().anyMatch(id::startsWith)
                  ? Endpoint.Scope.CLUSTER
                  : Endpoint.Scope.NODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same container with more labels: {@code name, value, name, value, ...}. */
  static ContainerFacts labelled(ContainerFacts facts, String... labels) {
    Map<String, String> all = new HashMap<>(facts.labels());
    for (int i = 0; i < labels.length; i += 2) {
      all.put(labels[i], labels[i + 1]);
    }
    return with(facts, all, facts.env(), facts.exposed(), facts.image());
  }

  static ContainerFacts exposing(ContainerFacts facts, Set<ContainerPort> ports) {
    return with(facts, facts.labels(), facts.env(), ports, facts.image());
  }

  static ContainerFacts ofImage(ContainerFacts facts, String image) {
    return with(facts, facts.labels(), facts.env(), facts.exposed(), image);
  }

  static ContainerFacts withEnv(ContainerFacts facts, Map<String, String> env) {
    return with(facts, facts.labels(), env, facts.exposed(), facts.image());
  }

  private static ContainerFacts with(
      ContainerFacts f,
      Map<String, String> labels,
      Map<String, String> env,
      Set<ContainerPort> exposed,
      String image) {
    return new ContainerFacts(
        f.id(),
        f.name(),
        image,
        f.state(),
        f.stop(),
        labels,
        env,
        f.networkMode(),
        exposed,
        f.published(),
        f.endpoints(),
        f.skipped());
  }

  static Mapping.Mapped map(ContainerFacts facts) {
    return Mapping.map(facts, RULES, ALONE);
  }

  /** {@code id service ip:port} of each, in the order of their ids. */
  static List<String> lines(Mapping.Mapped mapped) {
    return mapped.registrations().stream()
        .map(r -> r.id().id() + " " + r.service() + " " + r.address() + " " + port(r))
        .sorted()
        .toList();
  }

  private static String port(Registration registration) {
    String name = registration.port().name();
    return registration.port().number() + (name.isEmpty() ? "" : " " + name);
  }
}
