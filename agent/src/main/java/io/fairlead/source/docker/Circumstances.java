package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a container's own facts do not tell.
 *
 * @param host the container whose network it has joined; null where it has joined none, or where
 *     that one does not run
 * @param listening the ports that its processes listen on; empty where that cannot be seen
 * @param draining whether it was asked to end
 * @param cause the event that made it look
 */
record Circumstances(
    @Nullable ContainerFacts host,
    Optional<Set<ContainerPort>> listening,
    boolean draining,
    Cause cause) {}
