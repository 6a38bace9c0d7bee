package io.fairlead.wire.openflow;

import java.util.HexFormat;
import java.util.List;

/**
 * A flow of a switch.
 *
 * @param match its fields in hexadecimal, as {@link Match} reads them
 * @param actions what is done; empty where frames are dropped, or where more than that is done
 * @param plain whether it does nothing but its actions, and stays until it is removed
 */
public record Flow(int table, int priority, String match, List<Action> actions, boolean plain) {
  public Flow {
    actions = List.copyOf(actions);
  }

  /** One of the first table that stays. */
  public static Flow of(int priority, Match match, List<Action> actions) {
    return new Flow(0, priority, HexFormat.of().formatHex(match.fields()), actions, true);
  }
}
