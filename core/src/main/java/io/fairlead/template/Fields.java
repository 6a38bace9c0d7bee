package io.fairlead.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A struct as a record of its fields, in their order. Immutable. */
public record Fields(String typeName, Map<String, @Nullable Object> values) implements Struct {
  // Written out, so that other modules see what may be null.
  public Fields(String typeName, Map<String, @Nullable Object> values) {
    this.typeName = typeName;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  @Override
  public Map<String, @Nullable Object> values() {
    return values;
  }

  @Override
  public List<String> fieldNames() {
    return List.copyOf(new ArrayList<>(values.keySet()));
  }

  @Override
  public @Nullable Object field(String name) {
    return values.get(name);
  }
}
