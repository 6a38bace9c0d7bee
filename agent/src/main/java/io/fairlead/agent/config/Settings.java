package io.fairlead.agent.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Every key with its value: flags go before variables, these before the file, this before defaults.
 */
public final class Settings {
  private static final int ALIGNED_TO = 48;

  private final Map<Key, Setting> byKey;

  private Settings(Map<Key, Setting> byKey) {
    this.byKey = byKey;
  }

  /**
   * Reads all that was given.
   *
   * @param flags the command line after the verb
   * @throws ConfigException where a key is unknown or a file cannot be read
   */
  public static Settings read(List<String> flags, Host host) {
    List<String> problems = new ArrayList<>();
    Map<Key, Setting> given = new EnumMap<>(Key.class);
    given.putAll(Variables.read(host.environment(), problems));
    given.putAll(Flags.read(flags, problems));
    Setting file = given.get(Key.CONFIG);
    if (file != null && !file.text().equals("none")) {
      ConfigFile.read(Path.of(file.text()), problems).forEach(given::putIfAbsent);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    for (Key key : Key.values()) {
      given.computeIfAbsent(key, k -> new Setting(k, k.fallback(host), new Origin.Default()));
    }
    return new Settings(given);
  }

  /** The setting of this key. */
  public Setting get(Key key) {
    Setting setting = byKey.get(key);
    if (setting == null) {
      throw new IllegalStateException("every key has a setting");
    }
    return setting;
  }

  /**
   * All of them as a YAML file that means the same, each with where it came from; secrets masked.
   */
  public String print() {
    Map<Key, String> lines = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      String comment = key == Key.CONFIG ? "# " : "";
      lines.put(key, comment + key.key() + ": " + Yaml.scalarOrList(get(key)));
    }
    int width = lines.values().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (key, line) ->
            text.append(line)
                .repeat(' ', Math.max(0, Math.min(width, ALIGNED_TO) - line.length()))
                .append("  # ")
                .append(get(key).origin().text())
                .append('\n'));
    return text.toString();
  }
}
