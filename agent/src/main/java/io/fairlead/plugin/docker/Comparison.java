package io.fairlead.plugin.docker;

import io.fairlead.model.net.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What has to be done so that engine and cluster have the same networks, as a pure function. */
final class Comparison {
  private final String driver;
  private final Map<String, Binding> bindings = new HashMap<>();
  private final Map<String, Network> cluster = new HashMap<>();
  private final Predicate<Binding> old;
  private final List<Step> steps = new ArrayList<>();

  private Comparison(
      String driver,
      Collection<Binding> bindings,
      Collection<Network> cluster,
      Predicate<Binding> old) {
    this.driver = driver;
    this.old = old;
    bindings.forEach(one -> this.bindings.put(one.docker(), one));
    cluster.forEach(one -> this.cluster.put(one.name(), one));
  }

  /**
   * The steps, in order. Once they are done there may be more.
   *
   * @param driver the name of our driver
   * @param docker the networks of that driver that the engine has
   * @param cluster the cluster's
   * @param old whether a binding has been as it is for so long that nothing is under way
   */
  static List<Step> of(
      String driver,
      Collection<DockerNetwork> docker,
      Collection<Binding> bindings,
      Collection<Network> cluster,
      Predicate<Binding> old) {
    Comparison comparison = new Comparison(driver, bindings, cluster, old);
    Set<String> names = new HashSet<>();
    Set<String> there = new HashSet<>();
    for (DockerNetwork one : docker) {
      names.add(one.name());
      there.add(one.id());
      comparison.look(one);
    }
    Set<String> going = comparison.lookAtGone(there);
    for (Network network : cluster) {
      if (!names.contains(network.name()) && !going.contains(network.name())) {
        comparison.steps.add(new Step.Make(network));
      }
    }
    return comparison.steps;
  }

  private void look(DockerNetwork docker) {
    Binding binding = bindings.get(docker.id());
    switch (binding == null ? Binding.State.NEW : binding.state()) {
      case BOUND -> lookAtBound(docker, binding);
      case RETIRED -> steps.add(new Step.Retire(docker, "it was to be removed before"));
      case REMOVED -> {
        // The engine is about to let go of it; one that did not is as it was.
        if (binding != null && old.test(binding)) {
          lookAtOther(docker);
        }
      }
      case NEW, FOREIGN -> lookAtOther(docker);
    }
  }

  private void lookAtBound(DockerNetwork docker, @Nullable Binding binding) {
    Network bound = binding == null ? null : binding.network();
    if (bound == null) {
      lookAtOther(docker);
      return;
    }
    Network now = cluster.get(bound.name());
    if (now == null) {
      steps.add(
          docker.inUse()
              ? new Step.Restore(docker, bound)
              : new Step.Retire(docker, "it was removed from the cluster"));
    } else if (now.id() != bound.id()) {
      if (!docker.inUse()) {
        steps.add(new Step.Retire(docker, "it was removed and made anew"));
      }
    } else if (!now.equals(bound)) {
      steps.add(new Step.Bind(docker, now));
    }
  }

  private void lookAtOther(DockerNetwork docker) {
    Network now = cluster.get(docker.name());
    boolean own = docker.ipam().equals(driver);
    boolean named = docker.options().containsKey(Definitions.NETWORK);
    if (now == null) {
      steps.add(
          own && named && !docker.inUse()
              ? new Step.Retire(docker, "the cluster has no such network any more")
              : new Step.Create(docker));
    } else if (own && Definitions.matches(now, docker)) {
      steps.add(new Step.Bind(docker, now));
    } else {
      steps.add(
          new Step.Retire(
              docker,
              own
                  ? "the cluster's network of this name has other subnets"
                  : "its addresses are not the cluster's"));
    }
  }

  /** Networks that the engine has no more; returns the names of those that go from the cluster. */
  private Set<String> lookAtGone(Set<String> there) {
    Set<String> going = new HashSet<>();
    for (Binding binding : bindings.values()) {
      if (there.contains(binding.docker())) {
        continue;
      }
      Network network = binding.network();
      Network now = network == null ? null : cluster.get(network.name());
      switch (binding.state()) {
        case REMOVED -> {
          if (now != null && binding.isOf(now)) {
            steps.add(new Step.Withdraw(binding, now));
            going.add(now.name());
          } else {
            steps.add(new Step.Forget(binding));
          }
        }
        case BOUND -> steps.add(new Step.Forget(binding));
        case NEW, FOREIGN, RETIRED -> {
          // The engine tells of a network before it shows it.
          if (old.test(binding)) {
            steps.add(new Step.Forget(binding));
          }
        }
      }
    }
    return going;
  }
}
