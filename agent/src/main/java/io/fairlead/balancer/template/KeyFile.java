package io.fairlead.balancer.template;

import io.fairlead.model.InvalidField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Keys from a file of YAML or JSON, whose maps within maps are slashes, or from variables. */
public final class KeyFile {
  private KeyFile() {}

  /**
   * The keys of a text.
   *
   * @param name for errors: the file's
   * @throws InvalidField where it is neither YAML nor JSON, or no map
   */
  public static SortedMap<String, String> parse(String name, String text) {
    SortedMap<String, String> keys = new TreeMap<>();
    try {
      Object value = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
      if (value instanceof Map<?, ?> map) {
        add("", map, keys);
      } else if (value != null) {
        throw new InvalidField(name, "must be a map: NAME: VALUE");
      }
    } catch (YamlEngineException e) {
      throw new InvalidField(name, "is no YAML: " + e.getMessage());
    }
    return keys;
  }

  private static void add(String prefix, Map<?, ?> map, SortedMap<String, String> keys) {
    map.forEach((key, value) -> put(prefix + key, value, keys));
  }

  private static void put(String key, @Nullable Object value, SortedMap<String, String> keys) {
    switch (value) {
      case null -> keys.put(key, "");
      case Map<?, ?> inner -> add(key + "/", inner, keys);
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          put(key + "/" + i, list.get(i), keys);
        }
      }
      default -> keys.put(key, value.toString());
    }
  }

  /** Variables as confd reads them: the key {@code a/b} is the variable {@code A_B}. */
  public static SortedMap<String, String> of(Map<String, String> environment) {
    SortedMap<String, String> keys = new TreeMap<>();
    environment.forEach(
        (name, value) -> keys.put(name.toLowerCase(Locale.ROOT).replace('_', '/'), value));
    return keys;
  }
}
