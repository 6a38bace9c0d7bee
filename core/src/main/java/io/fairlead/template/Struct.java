package io.fairlead.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value with named fields, of which no others can be asked for. */
public interface Struct {
  /** The word for its kind in errors: {@code HealthService}. */
  String typeName();

  /** The fields, in the order in which they are printed. */
  List<String> fieldNames();

  /** The value of a field that it has. */
  @Nullable Object field(String name);
}
