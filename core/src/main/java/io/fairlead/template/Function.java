package io.fairlead.template;

import org.jspecify.annotations.Nullable;

/** What a template calls by a name. */
@FunctionalInterface
public interface Function {
  /**
   * Its value for these arguments: null, a {@code Boolean, Long, Double, String}, a {@code List} of
   * such, a {@link Dict}, a {@link Struct} or another function.
   *
   * @throws Wrong where it has none for them
   */
  @Nullable Object call(Arguments arguments);
}
