package io.fairlead.plugin.docker;

import io.fairlead.model.Cause;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.NetworkDraft;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.Time;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Does {@link Step}s. For one thread, but for {@link #complaints}. */
final class Errands {
  private static final System.Logger LOG = System.getLogger(Errands.class.getName());

  private final String node;
  private final String driver;
  private final ClusterNetworks networks;
  private final Bindings bindings;
  private final Time time;
  private final Map<String, String> complaints = new ConcurrentHashMap<>();

  Errands(String node, String driver, ClusterNetworks networks, Bindings bindings, Time time) {
    this.node = node;
    this.driver = driver;
    this.networks = networks;
    this.bindings = bindings;
    this.time = time;
  }

  /** What could not be done, by network. */
  Map<String, String> complaints() {
    return new TreeMap<>(complaints);
  }

  /**
   * Does one step.
   *
   * @return whether it was done; what was not is a complaint
   */
  boolean run(EngineApi engine, Step step) throws IOException, InterruptedException {
    String name = nameOf(step);
    try {
      switch (step) {
        case Step.Bind(DockerNetwork docker, Network network) ->
            bindings.put(Binding.bound(docker.id(), network));
        case Step.Create(DockerNetwork docker) -> create(engine, docker);
        case Step.Restore(DockerNetwork docker, Network network) -> restore(docker, network);
        case Step.Retire(DockerNetwork docker, String why) -> retire(engine, docker, why);
        case Step.Make(Network network) -> make(engine, network);
        case Step.Withdraw(Binding binding, Network network) -> withdraw(binding, network);
        case Step.Forget(Binding binding) -> bindings.remove(binding.docker());
      }
      complaints.remove(name);
      return true;
    } catch (EngineApi.Refused | NetworkRefused e) {
      String words = String.valueOf(e.getMessage());
      if (!words.equals(complaints.put(name, words))) {
        LOG.log(Level.WARNING, "network {0}: {1}", name, words);
      }
      return false;
    }
  }

  private static String nameOf(Step step) {
    return switch (step) {
      case Step.Bind bind -> bind.network().name();
      case Step.Create create -> create.docker().name();
      case Step.Restore restore -> restore.network().name();
      case Step.Retire retire -> retire.docker().name();
      case Step.Make make -> make.network().name();
      case Step.Withdraw withdraw -> withdraw.network().name();
      case Step.Forget forget -> forget.binding().docker();
    };
  }

  private void create(EngineApi engine, DockerNetwork docker)
      throws IOException, InterruptedException {
    Network made = create(docker);
    Binding binding = bindings.get(docker.id());
    if (binding != null && binding.state() == Binding.State.FOREIGN) {
      // At once: between the two there is no network of this name.
      retire(engine, docker, "its addresses are not the cluster's");
      make(engine, made);
    }
  }

  private Network create(DockerNetwork docker) {
    @Nullable Binding before = bindings.get(docker.id());
    List<IpPrefix> kept = new ArrayList<>();
    try {
      List<Pool> pools = new ArrayList<>();
      for (DockerNetwork.Config config : docker.subnets()) {
        pools.add(pool(docker, config, kept));
      }
      Cause cause = new Cause(time.now(), "docker network create on " + node);
      Network made = networks.create(Definitions.draft(docker, pools, cause));
      LOG.log(
          Level.INFO,
          "network {0} is the cluster''s now, of {1}",
          made.name(),
          Definitions.subnets(made));
      Binding.State state =
          docker.ipam().equals(driver) ? Binding.State.BOUND : Binding.State.FOREIGN;
      if (before != null && bindings.get(docker.id()) == null) {
        state = Binding.State.REMOVED; // meanwhile, by a person
      }
      bindings.put(Binding.bound(docker.id(), made).in(state));
      return made;
    } catch (RuntimeException e) {
      kept.forEach(networks::release);
      throw e instanceof IllegalArgumentException
          ? new NetworkRefused(String.valueOf(e.getMessage()))
          : e;
    }
  }

  /** A subnet that the engine chose for addresses of its own is replaced. */
  private Pool pool(DockerNetwork docker, DockerNetwork.Config config, List<IpPrefix> kept) {
    if (docker.ipam().equals(driver) || !Definitions.chosenByEngine(config)) {
      return Definitions.pool(config);
    }
    IpPrefix own = networks.keep(config.subnet().address().isV6(), null);
    kept.add(own);
    return Pool.of(own);
  }

  private void restore(DockerNetwork docker, Network network) {
    Network again =
        networks.create(
            new NetworkDraft(
                network.name(),
                network.dataplane(),
                network.pools(),
                network.options(),
                network.labels(),
                new Cause(time.now(), "containers on " + node + " were on it")));
    LOG.log(
        Level.WARNING,
        "network {0} was gone from the cluster and is back: {1} containers on this host are on it",
        network.name(),
        docker.endpoints().size());
    bindings.put(Binding.bound(docker.id(), again));
  }

  private void retire(EngineApi engine, DockerNetwork docker, String why)
      throws IOException, InterruptedException {
    @Nullable Binding before = bindings.get(docker.id());
    Binding retired =
        before == null
            ? Binding.of(docker.id(), Binding.State.RETIRED, List.of())
            : before.in(Binding.State.RETIRED);
    bindings.put(retired);
    try {
      engine.remove(docker.id());
    } catch (EngineApi.Refused e) {
      if (before != null) {
        bindings.put(before);
      }
      throw e;
    }
    LOG.log(Level.INFO, "network {0} of the engine goes: {1}", docker.name(), why);
    bindings.remove(docker.id());
  }

  private void make(EngineApi engine, Network network) throws IOException, InterruptedException {
    bindings.expect(network);
    try {
      engine.create(network, driver);
    } finally {
      bindings.expectNoMore(network);
    }
  }

  private void withdraw(Binding binding, Network network) {
    try {
      networks.remove(network.name());
      LOG.log(Level.INFO, "network {0} was removed on this host, and everywhere", network.name());
    } catch (NetworkRefused e) {
      LOG.log(
          Level.WARNING,
          "network {0} was removed on this host and comes back: {1}",
          network.name(),
          e.getMessage());
    }
    bindings.remove(binding.docker());
  }
}
