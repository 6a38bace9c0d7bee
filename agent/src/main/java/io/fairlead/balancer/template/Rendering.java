package io.fairlead.balancer.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run of a template, and what it hangs on.
 *
 * @param text what is to be in the file; null where it waits
 * @param waitsFor what is not there yet, for people; empty where it does not wait
 * @param asked what was asked for, with what it was
 */
record Rendering(@Nullable String text, String waitsFor, Map<Dependency, @Nullable Object> asked) {
  Rendering {
    asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
  }

  /** What of it is other than it was, and how; where nothing is, the file would be the same. */
  Map<Dependency, @Nullable Object> changed(World world) {
    Map<Dependency, @Nullable Object> changed = new LinkedHashMap<>();
    asked.forEach(
        (dependency, was) -> {
          Object now = dependency.in(world);
          if (!Objects.equals(was, now)) {
            changed.put(dependency, now);
          }
        });
    return changed;
  }
}
