package io.fairlead.template;

import org.jspecify.annotations.Nullable;

/** A value that answers to names as functions do. */
public interface Methods {
  /** The method of this name, or null. */
  @Nullable Function method(String name);
}
