package io.fairlead.ovs;

import io.fairlead.spi.kernel.SwitchState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operations on the database, as RFC 7047, 5.2 writes them. Pure. */
final class Operations {
  private static final int PATIENCE_MILLIS = 3_000;

  private Operations() {}

  /** Makes a switch, which is no port of anything and forwards nothing by itself. */
  static List<Map<String, Object>> make(SwitchState wanted, String datapath) {
    return List.of(
        insert(
            "Interface",
            "link",
            Map.of("name", wanted.name(), "type", "internal", "mtu_request", wanted.mtu())),
        insert("Port", "port", Map.of("name", wanted.name(), "interfaces", named("link"))),
        insert(
            "Bridge",
            "bridge",
            Map.of(
                "name",
                wanted.name(),
                "datapath_type",
                datapath,
                "fail_mode",
                "secure",
                "other_config",
                config(wanted),
                "ports",
                named("port"))),
        mutate("Open_vSwitch", List.of(), "bridges", "insert", named("bridge")));
  }

  /** Gives a switch that is there what it should have. */
  static List<Map<String, Object>> change(SwitchState wanted) {
    return List.of(
        update(
            "Bridge", wanted.name(), Map.of("fail_mode", "secure", "other_config", config(wanted))),
        update("Interface", wanted.name(), Map.of("mtu_request", wanted.mtu())));
  }

  /** Takes a switch away, with its ports and flows. */
  static Map<String, Object> end(String bridge) {
    return mutate("Open_vSwitch", List.of(), "bridges", "delete", uuid(bridge));
  }

  /** Adds a port; {@code number} tells it from others of the same transaction. */
  static List<Map<String, Object>> plug(String bridge, String link, int number) {
    return List.of(
        insert("Interface", "link" + number, Map.of("name", link)),
        insert("Port", "port" + number, Map.of("name", link, "interfaces", named("link" + number))),
        mutate("Bridge", byName(bridge), "ports", "insert", named("port" + number)));
  }

  /** Takes a port away. */
  static Map<String, Object> unplug(String bridge, String port) {
    return mutate("Bridge", byName(bridge), "ports", "delete", uuid(port));
  }

  /** Says that there is something new to follow. */
  static Map<String, Object> next() {
    return mutate("Open_vSwitch", List.of(), "next_cfg", "+=", 1);
  }

  /** How far the switch has followed. */
  static Map<String, Object> configured() {
    return select("Open_vSwitch", List.of("next_cfg", "cur_cfg"));
  }

  /** Waits until it has followed further. */
  static Map<String, Object> awaitOther(long configured) {
    Map<String, Object> wait = operation("wait", "Open_vSwitch");
    wait.put("where", List.of());
    wait.put("columns", List.of("cur_cfg"));
    wait.put("until", "!=");
    wait.put("rows", List.of(Map.of("cur_cfg", configured)));
    wait.put("timeout", PATIENCE_MILLIS);
    return wait;
  }

  /** All rows of a table. */
  static Map<String, Object> select(String table, List<String> columns) {
    Map<String, Object> select = operation("select", table);
    select.put("where", List.of());
    select.put("columns", columns);
    return select;
  }

  private static List<Object> config(SwitchState wanted) {
    return List.of("map", List.of(List.of("hwaddr", wanted.mac().toString())));
  }

  private static Map<String, Object> insert(String table, String name, Map<String, Object> row) {
    Map<String, Object> insert = operation("insert", table);
    insert.put("row", row);
    insert.put("uuid-name", name);
    return insert;
  }

  private static Map<String, Object> update(String table, String name, Map<String, Object> row) {
    Map<String, Object> update = operation("update", table);
    update.put("where", byName(name));
    update.put("row", row);
    return update;
  }

  private static Map<String, Object> mutate(
      String table, List<Object> where, String column, String how, Object value) {
    Map<String, Object> mutate = operation("mutate", table);
    mutate.put("where", where);
    mutate.put("mutations", List.of(List.of(column, how, value)));
    return mutate;
  }

  private static Map<String, Object> operation(String what, String table) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("op", what);
    operation.put("table", table);
    return operation;
  }

  private static List<Object> byName(String name) {
    return List.of(List.of("name", "==", name));
  }

  private static List<Object> named(String name) {
    return List.of("named-uuid", name);
  }

  private static List<Object> uuid(String id) {
    return List.of("uuid", id);
  }
}
