package io.fairlead.model;

import java.util.List;
import java.util.Map;

/**
 * One ip:port that provides a service, as the catalog holds it. The fields shared with {@link
 * Registration} mean the same.
 *
 * @param source the source that it came from
 * @param states one for each check that has said something, the source's own first
 * @param cause the event, drain or check that last changed it
 */
public record Instance(
    InstanceId id,
    String source,
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
  public Instance {
    endpoints = List.copyOf(endpoints);
    tags = List.copyOf(tags);
    meta = Map.copyOf(meta);
    checks = List.copyOf(checks);
    states = List.copyOf(states);
  }

  /** The worst of all checks; {@link Health#PASSING} where there are none. */
  public Health health() {
    Health worst = Health.PASSING;
    for (CheckState state : states) {
      worst = worst.and(state.health());
    }
    return worst;
  }

  /** Whether new traffic should go to it. */
  public boolean serving() {
    return !draining && health() == Health.PASSING;
  }

  /** Whether the two differ in nothing but the cause of their last change. */
  public boolean sameButCause(Instance other) {
    return withCause(other.cause).equals(other);
  }

  /** The same instance, changed last by {@code newCause}. */
  public Instance withCause(Cause newCause) {
    return new Instance(
        id, source, service, container, port, address, endpoints, tags, meta, weight, draining,
        checks, states, newCause);
  }
}
