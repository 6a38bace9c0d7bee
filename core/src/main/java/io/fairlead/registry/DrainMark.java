package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Somebody wants no new traffic on an instance. In the store as one line, {@code SOURCE TIME WHAT},
 * without a lease: it outlives the agent, not the instance.
 *
 * @param source the source of the instance, which decides when the instance is gone for good
 */
record DrainMark(String source, Cause cause) {
  byte[] encode() {
    return (source + " " + cause.at() + " " + cause.what()).getBytes(StandardCharsets.UTF_8);
  }

  static DrainMark decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
    InvalidField.unless(parts.length == 3, "drain", "must be SOURCE TIME WHAT");
    try {
      return new DrainMark(parts[0], new Cause(Instant.parse(parts[1]), parts[2]));
    } catch (DateTimeException e) {
      throw new InvalidField("drain", "'" + parts[1] + "' is not a time");
    }
  }
}
