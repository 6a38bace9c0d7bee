package io.fairlead.plugin.docker;

import io.fairlead.model.net.Network;

/** One thing to do so that the engine and the cluster have the same networks. */
sealed interface Step {
  /** The engine's network is this one of the cluster's. */
  record Bind(DockerNetwork docker, Network network) implements Step {}

  /** The cluster gets the network that the engine shows. */
  record Create(DockerNetwork docker) implements Step {}

  /** The cluster gets a network back that containers are on here. */
  record Restore(DockerNetwork docker, Network network) implements Step {}

  /** The engine's network goes; another may come. */
  record Retire(DockerNetwork docker, String why) implements Step {}

  /** The engine gets the cluster's network. */
  record Make(Network network) implements Step {}

  /** The cluster's network goes, since a person removed it here. */
  record Withdraw(Binding binding, Network network) implements Step {}

  /** The engine has no such network any more. */
  record Forget(Binding binding) implements Step {}
}
