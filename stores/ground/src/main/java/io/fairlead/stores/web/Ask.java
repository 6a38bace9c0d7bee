package io.fairlead.stores.web;

import io.fairlead.wire.json.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param path with its query, from the slash on
 * @param body null for none
 * @param repeatable whether doing it twice is as good as once, so that another server may be asked
 *     where it is open what one did with it
 * @param deadline for the whole answer of one server; of a stream, for its first bytes
 */
public record Ask(
    String method, String path, byte @Nullable [] body, boolean repeatable, Duration deadline) {
  /** Ten seconds: longer than a cluster takes to elect a leader. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  /** For a small write: a server that is silent for longer must not cost the writer's lease. */
  private static final Duration WRITE = Duration.ofSeconds(2);

  /** Bytes for which a write has a millisecond more. */
  private static final int BYTES_A_MILLI = 16;

  /** A GET, which may be repeated. */
  public static Ask get(String path) {
    return new Ask("GET", path, null, true, DEADLINE);
  }

  /** A POST of a JSON value that changes nothing, or the same however often it is done. */
  public static Ask post(String path, Object json) {
    return new Ask("POST", path, Json.write(json), true, DEADLINE);
  }

  /** The same, asked once at most. */
  public Ask once() {
    return new Ask(method, path, body, false, deadline);
  }

  /** The same with the deadline of a write of its size. */
  public Ask asWrite() {
    return within(WRITE.plusMillis(body == null ? 0 : body.length / BYTES_A_MILLI));
  }

  /** The same with another deadline. */
  public Ask within(Duration other) {
    return new Ask(method, path, body, repeatable, other);
  }
}
