package io.fairlead.ovs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The switches that Open vSwitch has, by name.
 *
 * @param byName all, those of others too
 */
record Bridges(Map<String, Bridge> byName) {
  /** One, with its ports by name, its own among them. */
  record Bridge(String id, Map<String, Port> ports) {
    /** The name of the port of this number, or null. */
    @Nullable String portAt(long number) {
      for (Map.Entry<String, Port> port : ports.entrySet()) {
        if (port.getValue().number() == number) {
          return port.getKey();
        }
      }
      return null;
    }
  }

  /**
   * A port.
   *
   * @param number its number on the switch, or 0 while it has none
   * @param trouble why it has none, or empty
   */
  record Port(String id, long number, String trouble) {}

  /** The question for them. */
  static List<Map<String, Object>> ask() {
    return List.of(
        Operations.select("Bridge", List.of("_uuid", "name", "ports")),
        Operations.select("Port", List.of("_uuid", "name", "interfaces")),
        Operations.select("Interface", List.of("_uuid", "ofport", "error")));
  }

  /** Reads the answer, which may throw anything where it is none. */
  static Bridges read(List<Object> answer) {
    Map<String, Map<?, ?>> links = byId(rows(answer.get(2)));
    Map<String, Map<?, ?>> ports = byId(rows(answer.get(1)));
    Map<String, Bridge> bridges = new TreeMap<>();
    for (Map<?, ?> row : rows(answer.get(0))) {
      Map<String, Port> own = new TreeMap<>();
      for (String id : ids(row.get("ports"))) {
        Map<?, ?> port = ports.get(id);
        if (port != null) {
          List<String> interfaces = ids(port.get("interfaces"));
          Map<?, ?> link = interfaces.isEmpty() ? null : links.get(interfaces.getFirst());
          own.put(
              String.valueOf(port.get("name")),
              new Port(
                  id,
                  link == null ? 0 : Math.max(0, number(link.get("ofport"))),
                  link != null && link.get("error") instanceof String why ? why : ""));
        }
      }
      bridges.put(String.valueOf(row.get("name")), new Bridge(id(row), own));
    }
    return new Bridges(bridges);
  }

  /** The one row of an answer, or nothing. */
  static Map<?, ?> first(Object answer) {
    List<Map<?, ?>> rows = rows(answer);
    return rows.isEmpty() ? Map.of() : rows.getFirst();
  }

  /** A number, or 0 where there is none. */
  static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }

  private static List<Map<?, ?>> rows(Object answer) {
    List<Map<?, ?>> rows = new ArrayList<>();
    if (answer instanceof Map<?, ?> map && map.get("rows") instanceof List<?> list) {
      for (Object row : list) {
        if (row instanceof Map<?, ?> one) {
          rows.add(one);
        }
      }
    }
    return rows;
  }

  private static Map<String, Map<?, ?>> byId(List<Map<?, ?>> rows) {
    Map<String, Map<?, ?>> byId = new HashMap<>();
    rows.forEach(row -> byId.put(id(row), row));
    return byId;
  }

  private static String id(Map<?, ?> row) {
    List<String> ids = ids(row.get("_uuid"));
    return ids.isEmpty() ? "" : ids.getFirst();
  }

  /** One id stands alone, others in a set (RFC 7047, 5.1). */
  private static List<String> ids(@Nullable Object value) {
    List<String> ids = new ArrayList<>();
    if (value instanceof List<?> pair && pair.size() == 2) {
      if ("uuid".equals(pair.get(0))) {
        ids.add(String.valueOf(pair.get(1)));
      } else if ("set".equals(pair.get(0)) && pair.get(1) instanceof List<?> set) {
        set.forEach(one -> ids.addAll(ids(one)));
      }
    }
    return ids;
  }
}
