package io.fairlead.stores.etcd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of etcd's keys that is ours.
 *
 * @param base what all of our keys start with: {@code /fairlead/}
 */
record Space(String base) {
  private static final String DEFAULT = "fairlead";

  static Space of(String path) {
    return new Space("/" + (path.isEmpty() ? DEFAULT : path) + "/");
  }

  String outside(String key) {
    return Fields.base64(base + key);
  }

  String inside(String key) {
    return key.substring(base.length());
  }

  /** All keys that start with {@code prefix}, as etcd's {@code key} and {@code range_end}. */
  Map<String, Object> range(String prefix) {
    String start = base + prefix;
    int last = start.length() - 1;
    Map<String, Object> range = new LinkedHashMap<>();
    range.put("key", Fields.base64(start));
    range.put(
        "range_end", Fields.base64(start.substring(0, last) + (char) (start.charAt(last) + 1)));
    return range;
  }

  /** The first key after {@code key}. */
  String after(String key) {
    return Fields.base64(base + key + '\0');
  }
}
