package io.fairlead.balancer.template;

import java.util.LinkedHashSet;
import java.util.Set;

/** The world as one rendering sees it, and what of it was asked for. Used by one thread. */
final class Sight {
  private final World world;
  private final Set<Dependency> asked = new LinkedHashSet<>();

  Sight(World world) {
    this.world = world;
  }

  /** The world; what is taken from it must be told to {@link #ask}. */
  World world() {
    return world;
  }

  void ask(Dependency dependency) {
    asked.add(dependency);
  }

  /** All that was asked for. */
  Set<Dependency> asked() {
    return asked;
  }
}
