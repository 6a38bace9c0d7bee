package io.fairlead.agent.config;

import java.util.List;

/**
 * A key with its values and where they came from.
 *
 * @param values one, or any number where the key takes a list
 */
public record Setting(Key key, List<String> values, Origin origin) {
  public Setting {
    values = List.copyOf(values);
  }

  /** The values on one line, as a flag would take them. */
  public String text() {
    return String.join(",", values);
  }
}
