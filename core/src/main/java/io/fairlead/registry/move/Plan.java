package io.fairlead.registry.move;

import io.fairlead.model.InvalidField;
import io.fairlead.registry.Keys;
import io.fairlead.spi.Store;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all agents of a store are to do, in that store at {@link #KEY}.
 *
 * @param id tells one move from the next
 * @param to the new store's URL, without secrets
 */
public record Plan(String id, Phase phase, String to) {
  /** What keys of a move start with; they are never moved themselves. */
  public static final String KEYS = Keys.MOVES;

  /** Where the plan is. */
  public static final String KEY = KEYS + "plan";

  private static final String ACKS = KEYS + "acks/";

  /** Where a node says how far it is. */
  public static String ackOf(String node) {
    return ACKS + node;
  }

  /** The same move in another phase. */
  public Plan in(Phase next) {
    return new Plan(id, next, to);
  }

  /** As it stands in the store. */
  public byte[] encode() {
    return Json.write(new TreeMap<>(Map.of("id", id, "phase", phase.text(), "to", to)));
  }

  /**
   * Reads it.
   *
   * @throws InvalidField where it is none
   */
  public static Plan decode(byte[] bytes) {
    if (Json.parse(bytes) instanceof Map<?, ?> map
        && map.get("id") instanceof String id
        && map.get("phase") instanceof String phase
        && map.get("to") instanceof String to) {
      return new Plan(
          id,
          Arrays.stream(Phase.values())
              .filter(known -> known.text().equals(phase))
              .findFirst()
              .orElseThrow(() -> new InvalidField("phase", "'" + phase + "' is not known")),
          to);
    }
    throw new InvalidField("plan", "must hold id, phase and to");
  }

  /** The plan that {@code store} holds, or null. */
  public static @Nullable Plan of(Store store) {
    Store.Entry entry = Contents.entry(store, KEY);
    return entry == null ? null : decode(entry.value());
  }

  /**
   * How far a node is.
   *
   * @param problem why it cannot do what its plan says; empty where it has done it
   */
  public record Ack(String id, Phase phase, String problem) {
    byte[] encode() {
      return (id + " " + phase.text() + " " + problem).getBytes(StandardCharsets.UTF_8);
    }

    boolean isOf(Plan plan) {
      return id.equals(plan.id()) && phase == plan.phase();
    }

    static @Nullable Ack decode(byte[] bytes) {
      String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
      for (Phase phase : Phase.values()) {
        if (parts.length == 3 && parts[1].equals(phase.text())) {
          return new Ack(parts[0], phase, parts[2]);
        }
      }
      return null;
    }
  }
}
