package io.fairlead.testkit.fleet;

import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON value, read leniently: what is not there is empty. */
public record Doc(@Nullable Object value) {
  /** Reads one. */
  public static Doc parse(String json) {
    return new Doc(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** The member at this path. */
  public Doc at(String... path) {
    Object current = value;
    for (String name : path) {
      current = current instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return new Doc(current);
  }

  /** The names of an object's members. */
  public Set<String> names() {
    return value instanceof Map<?, ?> map
        ? Set.copyOf(map.keySet().stream().map(String::valueOf).toList())
        : Set.of();
  }

  /** The elements of an array. */
  public List<Doc> elements() {
    return value instanceof List<?> list ? list.stream().map(Doc::of).toList() : List.of();
  }

  /** A text, or empty. */
  public String text() {
    return value == null ? "" : value.toString();
  }

  /** A whole number, or 0. */
  public int number() {
    return value instanceof Number number ? number.intValue() : 0;
  }

  /** Whether it is {@code true}. */
  public boolean truth() {
    return Boolean.TRUE.equals(value);
  }

  private static Doc of(@Nullable Object element) {
    return new Doc(element);
  }
}
