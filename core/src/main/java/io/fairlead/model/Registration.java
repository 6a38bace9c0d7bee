package io.fairlead.model;

import java.util.List;
import java.util.Map;

/**
 * What a source says of one instance: all that is known without probing it. The registry adds the
 * node's name and what the checks find, and makes an {@link Instance} of it.
 *
 * @param container the container's name, or empty where there is none
 * @param address given to callers that share none of {@code endpoints}
 * @param endpoints the networks that it is attached to, the preferred one first
 * @param tags without duplicates, in the order given
 * @param weight share of traffic relative to its siblings, 0 to 65535
 * @param draining no new traffic, but not gone yet
 * @param checks to be run by this node
 * @param states verdicts that the source itself knows (a container's state, its HEALTHCHECK)
 * @param cause the event that made or last changed it
 */
public record Registration(
    RegistrationId id,
    ServiceKey service,
    String container,
    Port port,
    IpAddress address,
    List<Endpoint> endpoints,
    List<String> tags,
    Map<String, String> meta,
    int weight,
    boolean draining,
    List<Check> checks,
    List<CheckState> states,
    Cause cause) {
  /** Weight where nothing else is said. */
  public static final int DEFAULT_WEIGHT = 1;

  public Registration {
    InvalidField.unless(weight >= 0 && weight <= 65535, "weight", "must be 0 to 65535");
    endpoints = List.copyOf(endpoints);
    tags = tags.stream().distinct().toList();
    meta = Map.copyOf(meta);
    checks = List.copyOf(checks);
    states = List.copyOf(states);
    InvalidField.unless(
        checks.stream().map(Check::name).distinct().count() == checks.size(),
        "checks",
        "two checks have the same name");
  }

  /** Whether the two differ in nothing but the cause of their last change. */
  public boolean sameButCause(Registration other) {
    return withCause(other.cause).equals(other);
  }

  /** The same registration, changed last by {@code newCause}. */
  public Registration withCause(Cause newCause) {
    return new Registration(
        id, service, container, port, address, endpoints, tags, meta, weight, draining, checks,
        states, newCause);
  }

  /** The same registration with what {@code newStates} say. */
  public Registration withStates(List<CheckState> newStates) {
    return new Registration(
        id, service, container, port, address, endpoints, tags, meta, weight, draining, checks,
        newStates, cause);
  }
}
