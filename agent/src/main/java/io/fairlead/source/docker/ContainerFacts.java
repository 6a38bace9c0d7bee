package io.fairlead.source.docker;

import io.fairlead.model.Endpoint;
import io.fairlead.model.Port.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says of one container, as far as it matters here.
 *
 * @param id 64 hexadecimal digits
 * @param name without the engine's leading slash
 * @param image as the container names it ({@code registry:5000/team/app:1.2})
 * @param networkMode {@code default}, {@code host}, {@code none}, {@code container:ID} or a network
 * @param exposed of EXPOSE, {@code --expose} and {@code --publish}
 * @param published container ports with where on the host they are reached
 * @param endpoints one for each network, in no order that means anything
 * @param skipped ports that cannot be registered ({@code 9/sctp})
 */
record ContainerFacts(
    String id,
    String name,
    String image,
    State state,
    Stop stop,
    Map<String, String> labels,
    Map<String, String> env,
    String networkMode,
    Set<ContainerPort> exposed,
    Map<ContainerPort, List<Binding>> published,
    List<Endpoint> endpoints,
    List<String> skipped) {
  private static final String JOINS = "container:";

  /**
   * How it lives.
   *
   * @param pid of its first process, in the engine's own count; 0 where there is none
   * @param startedAt the start of its present or last life
   */
  record State(
      boolean running,
      boolean paused,
      boolean restarting,
      int pid,
      Instant startedAt,
      @Nullable Healthcheck health) {}

  /**
   * What its HEALTHCHECK said.
   *
   * @param status {@code starting}, {@code healthy} or {@code unhealthy}
   * @param at when it last ran, or null
   */
  record Healthcheck(String status, String output, @Nullable Instant at) {}

  /**
   * How it is asked to end.
   *
   * @param signal its number
   * @param timeout between that signal and the kill
   */
  record Stop(int signal, Duration timeout) {}

  /** A port inside the container. */
  record ContainerPort(int number, Protocol protocol) implements Comparable<ContainerPort> {
    private static final Comparator<ContainerPort> ORDER =
        Comparator.comparingInt(ContainerPort::number).thenComparing(ContainerPort::protocol);

    @Override
    public int compareTo(ContainerPort other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Where a port is published.
   *
   * @param hostIp the address, {@code 0.0.0.0}, {@code ::} or empty
   */
  record Binding(String hostIp, int hostPort) {}

  /** Whether its processes can serve, or could if they were not paused. */
  boolean alive() {
    return state.running && !state.restarting && state.pid > 0;
  }

  /** Whether it stands in the host's own network. */
  boolean onHostNetwork() {
    return networkMode.equals("host");
  }

  /** The container (id or name) whose network it has joined, or null. */
  @Nullable String joined() {
    return networkMode.startsWith(JOINS) ? networkMode.substring(JOINS.length()) : null;
  }
}
