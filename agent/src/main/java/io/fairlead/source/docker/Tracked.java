package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.DockerEngine.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One life of one container, as far as it was seen. Belongs to the thread of its session. */
final class Tracked {
  private static final int SHORT_ID = 12;
  private static final Duration FIRST_LISTEN = Duration.ofMillis(50);
  private static final Duration SLOW_LISTEN = Duration.ofSeconds(15);

  final String id;

  /** What the last look found; null until there was one. */
  @Nullable ContainerFacts facts;

  /** What its processes listen on, where that matters and can be seen. */
  Optional<Set<ContainerPort>> listening = Optional.empty();

  /** Whether a look is under way. */
  boolean looking;

  /** What asked for another look while one was under way. */
  @Nullable Cause lookAgain;

  /** Whether the engine would not say, when it was asked last. */
  boolean refused;

  /** Whether somebody looks again and again at what it listens on. */
  boolean listened;

  private Duration nextListen = FIRST_LISTEN;

  Tracked(String id) {
    this.id = id;
  }

  /** The start of the life that was seen; long ago where none was. */
  Instant startedAt() {
    return facts == null ? Instant.MIN : facts.state().startedAt();
  }

  /** What people call it. */
  String name() {
    return facts == null ? id.substring(0, Math.min(id.length(), SHORT_ID)) : facts.name();
  }

  boolean isCalled(String idOrName) {
    return idOrName.equals(id) || (facts != null && idOrName.equals(facts.name()));
  }

  /** Whether a line of the engine's list is not what was seen. */
  boolean differs(Listed listed) {
    if (looking) {
      return false;
    }
    if (facts == null || refused) {
      return true;
    }
    String state =
        facts.state().restarting() ? "restarting" : facts.state().paused() ? "paused" : "running";
    return !listed.name().equals(facts.name())
        || !listed.state().equals(state)
        || !listed.networks().equals(DockerEngine.networks(facts));
  }

  /** The pause until the next look at what it listens on: short after its start, then slow. */
  Duration nextListen() {
    Duration pause = nextListen;
    Duration doubled = pause.multipliedBy(2);
    nextListen = doubled.compareTo(SLOW_LISTEN) < 0 ? doubled : SLOW_LISTEN;
    return pause;
  }
}
