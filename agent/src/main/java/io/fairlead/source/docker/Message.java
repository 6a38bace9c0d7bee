package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What reaches a session's own thread from the others. */
sealed interface Message {
  /** The engine told an event. */
  record Happened(Event event) implements Message {}

  /** A look at a container has ended. */
  record Seen(Tracked container, Cause cause, Look look) implements Message {}

  /** A look at what a container listens on has ended. */
  record Heard(Tracked container, Optional<Set<ContainerPort>> ports) implements Message {}

  /** A list of all containers has come. */
  record Counted(List<DockerEngine.Listed> containers) implements Message {}

  /** Nothing more can be learnt over this connection. */
  record Broken(IOException cause) implements Message {}

  /** How a look at a container ended. */
  sealed interface Look {
    /** It is there. */
    record Found(ContainerFacts facts, Optional<Set<ContainerPort>> listening) implements Look {}

    /** The engine knows it no more. */
    record Gone() implements Look {}

    /** The engine would not say. */
    record Refused(String reason) implements Look {}
  }
}
