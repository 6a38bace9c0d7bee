package io.fairlead.plugin.docker;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Attaching;
import io.fairlead.spi.EndpointFacts;
import io.fairlead.spi.Time;
import io.fairlead.spi.Wish;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Calls the roll: which endpoints the engine really has, and whose they are. An endpoint that the
 * engine lost without a call is ended; after a start, one that nobody here remembers is taken over.
 */
final class Attendance {
  private static final System.Logger LOG = System.getLogger(Attendance.class.getName());

  /** The engine shows an endpoint some time after it asked for it. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration RESERVED = Duration.ofMinutes(2);
  private static final Pattern OF_ENGINE = Pattern.compile("[0-9a-f]{64}");
  private static final int LOOKS_AT_ONCE = 4;

  private final String node;
  private final Attaching attaching;
  private final EndpointFacts facts;
  private final Bindings bindings;
  private final Time time;
  private final Semaphore room = new Semaphore(LOOKS_AT_ONCE);
  private final Set<String> looking = ConcurrentHashMap.newKeySet();
  private boolean first = true;

  Attendance(String node, Attaching attaching, EndpointFacts facts, Bindings bindings, Time time) {
    this.node = node;
    this.attaching = attaching;
    this.facts = facts;
    this.bindings = bindings;
    this.time = time;
  }

  /** This node's endpoints; to be taken before the engine is asked, for {@link #end}. */
  List<NetworkEndpoint> before() {
    return attaching.own();
  }

  /**
   * Ends what the engine has no more. Before anything else: a network that a person removed must
   * not be held by an endpoint that is over.
   *
   * @param before what there was before the engine was asked for {@code networks}
   */
  void end(List<NetworkEndpoint> before, Collection<DockerNetwork> networks) {
    Set<String> there = new HashSet<>();
    networks.forEach(one -> one.endpoints().forEach(end -> there.add(end.endpoint())));
    for (NetworkEndpoint endpoint : before) {
      String id = endpoint.id().id();
      if (OF_ENGINE.matcher(id).matches() && !there.contains(id) && isOver(endpoint)) {
        LOG.log(Level.INFO, "endpoint {0} ends: the engine has it no more", endpoint.id());
        attaching.remove(endpoint.id());
      }
    }
  }

  /** Takes over what nobody here remembers, and learns whose the endpoints are. */
  void call(EngineApi engine, Collection<DockerNetwork> networks)
      throws IOException, InterruptedException {
    Map<String, NetworkEndpoint> own = new HashMap<>();
    attaching.own().forEach(endpoint -> own.put(endpoint.id().id(), endpoint));
    for (DockerNetwork network : networks) {
      for (DockerNetwork.Attached attached : network.endpoints()) {
        NetworkEndpoint endpoint = own.get(attached.endpoint());
        if (endpoint == null && first && attached.hasContainer()) {
          adopt(engine, network, attached);
        } else if (endpoint != null
            && attached.hasContainer()
            && endpoint.container().id().isEmpty()) {
          look(engine, attached.container());
        }
      }
    }
    first = false;
    facts.tidy(RESERVED);
  }

  private boolean isOver(NetworkEndpoint endpoint) {
    return endpoint.state() == NetworkEndpoint.State.JOINED
        || Duration.between(endpoint.cause().at(), time.now()).compareTo(GRACE) > 0;
  }

  private void adopt(EngineApi engine, DockerNetwork shown, DockerNetwork.Attached attached)
      throws IOException, InterruptedException {
    Binding binding = bindings.get(shown.id());
    Network network = binding == null ? null : binding.network();
    DockerContainer container = engine.container(attached.container());
    if (network == null || container == null || !container.running()) {
      return;
    }
    NetworkEndpoint.Attached who = container.attached(attached.endpoint());
    if (who == null) {
      return;
    }
    try {
      Wish found =
          new Wish(
              new EndpointId(node, attached.endpoint()),
              network.name(),
              attached.mac().isEmpty() ? null : Mac.parse(attached.mac()),
              attached.v4(),
              attached.v6(),
              who,
              List.of(),
              "the engine has it");
      facts.adopt(found, container.sandbox());
      LOG.log(Level.INFO, "endpoint {0} of {1} was taken over", found.id(), container.name());
    } catch (AttachRefused | InvalidField e) {
      LOG.log(
          Level.WARNING,
          "container {0} is on network {1}, and that cannot be taken over: {2}; restart it",
          container.name(),
          network.name(),
          e.getMessage());
    }
  }

  /** Something of a container may have changed that its endpoints here show. */
  void changed(EngineApi engine, String container) {
    boolean ours = attaching.own().stream().anyMatch(one -> one.container().id().equals(container));
    if (ours) {
      look(engine, container);
    }
  }

  /** Learns whose endpoints a container's are, beside the caller. */
  void look(EngineApi engine, String container) {
    if (looking.add(container)) {
      Thread.ofVirtual().name("docker-look").start(() -> lookNow(engine, container));
    }
  }

  private void lookNow(EngineApi engine, String container) {
    try {
      room.acquire();
      try {
        looking.remove(container); // what changes from now on is seen by another look
        DockerContainer shown = engine.container(container);
        if (shown != null) {
          describe(shown);
        }
      } finally {
        room.release();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "container {0} stays unknown for now: {1}", container, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void describe(DockerContainer shown) {
    for (String endpoint : shown.aliases().keySet()) {
      NetworkEndpoint.Attached who = shown.attached(endpoint);
      if (who != null && OF_ENGINE.matcher(endpoint).matches()) {
        facts.describe(new EndpointId(node, endpoint), who);
      }
    }
  }
}
