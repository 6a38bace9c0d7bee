package io.fairlead.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map from texts, in the order of its keys. Immutable.
 *
 * @param zero what stands for a key that it has not
 */
public record Dict(SortedMap<String, @Nullable Object> entries, @Nullable Object zero) {
  /** Without entries. */
  public static final Dict EMPTY = new Dict(new TreeMap<>(), null);

  // Written out, so that other modules see what may be null.
  public Dict(SortedMap<String, @Nullable Object> entries, @Nullable Object zero) {
    this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    this.zero = zero;
  }

  @Override
  public SortedMap<String, @Nullable Object> entries() {
    return entries;
  }

  /** Of any values. */
  public static Dict of(Map<String, ? extends @Nullable Object> entries) {
    return new Dict(new TreeMap<>(entries), null);
  }

  /** Of texts: a key that it has not is an empty one. */
  public static Dict ofTexts(Map<String, String> entries) {
    return new Dict(new TreeMap<>(entries), "");
  }

  /** Plain lists and maps, as readers of JSON give them, as values of templates. */
  public static @Nullable Object deep(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>(list.size());
        list.forEach(one -> all.add(deep(one)));
        yield Collections.unmodifiableList(all);
      }
      case Map<?, ?> map -> {
        SortedMap<String, @Nullable Object> all = new TreeMap<>();
        map.forEach((key, one) -> all.put(String.valueOf(key), deep(one)));
        yield new Dict(all, null);
      }
      case Integer number -> number.longValue();
      default -> value;
    };
  }

  /** The entry, or what stands for one that is not there. */
  public @Nullable Object get(String key) {
    Object value = entries.get(key);
    return value == null && !entries.containsKey(key) ? zero : value;
  }
}
