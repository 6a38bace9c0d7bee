package io.fairlead.agent.config;

import io.fairlead.stores.url.Secrets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code FAIRLEAD_*} from the environment; an empty variable counts as not set. */
final class Variables {
  /** Those that are no settings: the command line's, the launcher's, and secrets. */
  private static final Set<String> OTHERS =
      Set.of(
          "FAIRLEAD_AGENT",
          "FAIRLEAD_JAVA_OPTS",
          Secrets.PASSWORD,
          Secrets.TOKEN,
          Secrets.NEXT_PASSWORD,
          Secrets.NEXT_TOKEN);

  private Variables() {}

  static Map<Key, Setting> read(Map<String, String> environment, List<String> problems) {
    Map<Key, Setting> settings = new EnumMap<>(Key.class);
    new TreeMap<>(environment)
        .tailMap(Key.VARIABLE_PREFIX)
        .forEach(
            (name, value) -> {
              if (name.startsWith(Key.VARIABLE_PREFIX) && !OTHERS.contains(name)) {
                add(settings, name, value, problems);
              }
            });
    return settings;
  }

  private static void add(
      Map<Key, Setting> settings, String name, String value, List<String> problems) {
    for (Key key : Key.values()) {
      if (key.variable().equals(name)) {
        if (!value.isBlank()) {
          settings.put(key, new Setting(key, key.split(value), new Origin.Variable(name)));
        }
        return;
      }
    }
    List<String> known = Arrays.stream(Key.values()).map(Key::variable).toList();
    problems.add(
        Unknown.name(
            "variable",
            name,
            known,
            "fairlead agent --print-config lists the keys they are made of"));
  }
}
