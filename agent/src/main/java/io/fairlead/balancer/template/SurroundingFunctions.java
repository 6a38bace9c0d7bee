package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Dict;
import io.fairlead.template.Fields;
import io.fairlead.template.Function;
import io.fairlead.template.Methods;
import io.fairlead.template.Wrong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** consul-template's functions of what is around a template: environment, files, time, notes. */
final class SurroundingFunctions {
  private final Map<String, String> environment;
  private final Instant now;
  private final SortedMap<String, @Nullable Object> notes = new TreeMap<>();

  /**
   * Those for one rendering.
   *
   * @param now the moment that it is of
   */
  SurroundingFunctions(Map<String, String> environment, Instant now) {
    this.environment = environment;
    this.now = now;
  }

  Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("env", of -> environment.getOrDefault(of.count(1).text(0), ""));
    all.put("mustEnv", of -> needed(of.count(1).text(0)));
    all.put("envOrDefault", of -> orUsual(environment.get(of.count(2).text(0)), of.text(1)));
    all.put("file", of -> file(of.count(1).text(0)));
    all.put("timestamp", of -> GoTime.format(now, of.count(0, 1).text(0, GoTime.RFC3339)));
    all.put("scratch", of -> new Scratch());
    all.put(
        "executeTemplate",
        of -> of.count(1, 2).execute(of.text(0), of.size() > 1 ? of.any(1) : null));
    return all;
  }

  private static String orUsual(@Nullable String value, String usual) {
    return value == null || value.isEmpty() ? usual : value;
  }

  private String needed(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new Wrong("the environment has no variable " + name);
    }
    return value;
  }

  private static String file(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new Wrong("file \"" + path + "\" cannot be read: " + e.getMessage());
    }
  }

  /** What a template notes for itself while it runs. */
  private final class Scratch implements Methods {
    @Override
    public @Nullable Function method(String name) {
      return switch (name) {
        case "Key" -> of -> notes.containsKey(of.count(1).text(0));
        case "Get" -> of -> notes.get(of.count(1).text(0));
        case "Set" -> of -> noted(of.count(2).text(0), of.any(1));
        case "SetX" ->
            of -> notes.containsKey(of.count(2).text(0)) ? "" : noted(of.text(0), of.any(1));
        case "MapSet" -> of -> into(of, true);
        case "MapSetX" -> of -> into(of, false);
        case "MapValues" -> of -> values(of.count(1).text(0));
        default -> null;
      };
    }

    private String noted(String key, @Nullable Object value) {
      notes.put(key, value);
      return "";
    }

    private String into(Arguments of, boolean anew) {
      SortedMap<String, @Nullable Object> map = new TreeMap<>(map(of.count(3).text(0)).entries());
      if (anew || !map.containsKey(of.text(1))) {
        map.put(of.text(1), of.any(2));
      }
      return noted(of.text(0), new Dict(map, null));
    }

    private Object values(String key) {
      return Collections.unmodifiableList(new ArrayList<>(map(key).entries().values()));
    }

    private Dict map(String key) {
      return switch (notes.get(key)) {
        case null -> Dict.EMPTY;
        case Dict dict -> dict;
        default -> throw new Wrong("scratch holds no map under '" + key + "'");
      };
    }

    @Override
    public String toString() {
      return new Fields("Scratch", new LinkedHashMap<>(notes)).toString();
    }
  }
}
