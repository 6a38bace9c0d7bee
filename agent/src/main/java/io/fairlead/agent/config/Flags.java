package io.fairlead.agent.config;

import io.fairlead.agent.config.Key.Takes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code --key value}, {@code --key=value} and bare switches. */
final class Flags {
  private static final Origin FLAG = new Origin.Flag();

  private Flags() {}

  static Map<Key, Setting> read(List<String> arguments, List<String> problems) {
    Map<Key, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      Key key = flag.startsWith("--") ? Key.named(flag.substring(2)) : null;
      if (key == null) {
        problems.add(unknown(argument, flag));
        boolean valueFollows = equals < 0 && i + 1 < arguments.size();
        i += valueFollows && !arguments.get(i + 1).startsWith("-") ? 1 : 0;
        continue;
      }
      String value = equals < 0 ? null : argument.substring(equals + 1);
      if (value == null && key.takes() == Takes.SWITCH) {
        value = "true";
      }
      if (value == null && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
        value = arguments.get(++i);
      }
      add(given, key, value, problems);
    }
    Map<Key, Setting> settings = new LinkedHashMap<>();
    given.forEach((key, values) -> settings.put(key, new Setting(key, values, FLAG)));
    return settings;
  }

  private static void add(
      Map<Key, List<String>> given, Key key, @Nullable String value, List<String> problems) {
    if (value == null || value.isBlank()) {
      problems.add(key.flag() + " wants a value: " + key.flag() + " " + key.placeholder());
      return;
    }
    if (key.takes() != Takes.LIST && given.containsKey(key)) {
      problems.add(key.flag() + " is given twice; give it once");
      return;
    }
    given.computeIfAbsent(key, fresh -> new ArrayList<>()).addAll(key.split(value));
  }

  private static String unknown(String argument, String flag) {
    if (!flag.startsWith("-")) {
      return "'" + argument + "' is not a flag; settings are given as --key value";
    }
    List<String> known = Arrays.stream(Key.values()).map(Key::flag).toList();
    return Unknown.name("flag", flag, known, "fairlead agent --help lists all");
  }
}
