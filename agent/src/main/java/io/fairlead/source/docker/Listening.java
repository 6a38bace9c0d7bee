package io.fairlead.source.docker;

import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.util.Optional;
import java.util.Set;

/** Sees what the processes of a container listen on, where they stand in the host's network. */
interface Listening {
  /** Sees nothing: the engine is on another machine. */
  Listening BLIND = (pid, container) -> Optional.empty();

  /**
   * The ports that others can reach; empty where this cannot be found out.
   *
   * @param pid of the container's first process
   * @param container its full id
   */
  Optional<Set<ContainerPort>> ports(int pid, String container);
}
