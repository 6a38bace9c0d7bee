package io.fairlead.source.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container says of itself by {@code fairlead.*} labels and by Registrator's {@code
 * SERVICE_*} labels and variables, sorted by key, port and rank.
 *
 * <p>A key is looked up in this order: {@code fairlead.PORT.key}, {@code fairlead.key}, {@code
 * SERVICE_PORT_KEY} (label, then variable), {@code SERVICE_KEY} (label, then variable). Keys are in
 * lower case with underscores: {@code fairlead.check.http-method} is {@code check_http_method}.
 */
final class Said {
  private static final String OURS = "fairlead.";
  private static final String REGISTRATORS = "SERVICE_";
  private static final String META = "meta.";
  private static final Pattern PORT_NAME = Pattern.compile("port\\.(\\d{1,5})");
  private static final Pattern OUR_PORT = Pattern.compile("(\\d{1,5})\\.(.+)", Pattern.DOTALL);
  private static final Pattern SERVICE_PORT = Pattern.compile("(\\d{1,5})_(.+)", Pattern.DOTALL);
  private static final int ALL = 0;

  /** Who speaks. */
  enum Family {
    FAIRLEAD,
    SERVICE
  }

  /**
   * One value.
   *
   * @param origin for people: {@code label fairlead.name}, {@code variable SERVICE_80_NAME}
   * @param port whether it was said of this port alone
   */
  record Setting(Family family, String origin, String value, boolean port) {}

  private final Map<Integer, Map<String, Setting>> ours = new HashMap<>();
  private final Map<Integer, Map<String, Setting>> services = new HashMap<>();
  private final Map<Integer, Map<String, Setting>> meta = new HashMap<>();
  private final Map<Integer, Setting> portNames = new HashMap<>();

  private Said() {}

  static Said by(Map<String, String> labels, Map<String, String> env) {
    Said said = new Said();
    new TreeMap<>(env).forEach((name, value) -> said.registrators("variable ", name, value));
    new TreeMap<>(labels)
        .forEach(
            (name, value) -> {
              said.registrators("label ", name, value);
              if (name.startsWith(OURS)) {
                said.ours(name, value);
              }
            });
    return said;
  }

  private void ours(String label, String value) {
    String rest = label.substring(OURS.length());
    String origin = "label " + label;
    Matcher named = PORT_NAME.matcher(rest);
    if (named.matches()) {
      portNames.put(
          Integer.parseInt(named.group(1)), new Setting(Family.FAIRLEAD, origin, value, true));
      return;
    }
    Matcher ofPort = OUR_PORT.matcher(rest);
    int port = ofPort.matches() ? Integer.parseInt(ofPort.group(1)) : ALL;
    String key = port == ALL ? rest : ofPort.group(2);
    Setting setting = new Setting(Family.FAIRLEAD, origin, value, port != ALL);
    if (key.startsWith(META) && key.length() > META.length()) {
      put(meta, port, key.substring(META.length()), setting);
    } else {
      put(ours, port, key.toLowerCase(Locale.ROOT).replace('.', '_').replace('-', '_'), setting);
    }
  }

  private void registrators(String kind, String name, String value) {
    if (!name.startsWith(REGISTRATORS) || value.isEmpty()) {
      return;
    }
    String rest = name.substring(REGISTRATORS.length());
    Matcher ofPort = SERVICE_PORT.matcher(rest);
    int port = ofPort.matches() ? Integer.parseInt(ofPort.group(1)) : ALL;
    String key = (port == ALL ? rest : ofPort.group(2)).toLowerCase(Locale.ROOT);
    if (!key.isEmpty()) {
      put(services, port, key, new Setting(Family.SERVICE, kind + name, value, port != ALL));
    }
  }

  private static void put(
      Map<Integer, Map<String, Setting>> map, int port, String key, Setting setting) {
    map.computeIfAbsent(port, p -> new LinkedHashMap<>()).put(key, setting);
  }

  /** What is said under this key of a port (0: of the container), or null. */
  @Nullable Setting get(String key, int port) {
    Setting own = get(Family.FAIRLEAD, key, port);
    return own == null ? get(Family.SERVICE, key, port) : own;
  }

  /** What this family says under this key of a port (0: of the container), or null. */
  @Nullable Setting get(Family family, String key, int port) {
    Map<Integer, Map<String, Setting>> all = family == Family.FAIRLEAD ? ours : services;
    Setting ofPort = port == ALL ? null : all.getOrDefault(port, Map.of()).get(key);
    return ofPort == null ? all.getOrDefault(ALL, Map.of()).get(key) : ofPort;
  }

  /** The name given to a port, or null. */
  @Nullable Setting portName(int port) {
    return portNames.get(port);
  }

  /** Whether anything at all is said of this port alone that names it. */
  boolean names(int port) {
    return portNames.containsKey(port)
        || ours.getOrDefault(port, Map.of()).containsKey("name")
        || services.getOrDefault(port, Map.of()).containsKey("name");
  }

  /** What {@code fairlead.meta.*} says of a port, by key as written. */
  Map<String, Setting> meta(int port) {
    return merged(meta, port);
  }

  /** Every {@code SERVICE_*} value that holds for a port, by key. */
  Map<String, Setting> service(int port) {
    return merged(services, port);
  }

  private static Map<String, Setting> merged(Map<Integer, Map<String, Setting>> all, int port) {
    Map<String, Setting> merged = new TreeMap<>(all.getOrDefault(ALL, Map.of()));
    if (port != ALL) {
      merged.putAll(all.getOrDefault(port, Map.of()));
    }
    return merged;
  }

  /** Every {@code fairlead.*} key that was said, with who said it. */
  List<Map.Entry<String, Setting>> ourKeys() {
    List<Map.Entry<String, Setting>> keys = new ArrayList<>();
    ours.values().forEach(ofPort -> keys.addAll(ofPort.entrySet()));
    return keys;
  }
}
