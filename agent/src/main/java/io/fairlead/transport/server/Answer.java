package io.fairlead.transport.server;

import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param type the body's media type; empty for no body
 * @param headers besides those of the body and of the connection; without line breaks
 */
public record Answer(int status, String type, Map<String, String> headers, Body body) {
  private static final Body NOTHING = new Body.Whole(new byte[0]);

  /** A body that is there, or one that comes. */
  public sealed interface Body {
    /** All of it. */
    record Whole(byte[] bytes) implements Body {}

    /** Pulled as the client takes it. */
    record Streamed(Pieces pieces) implements Body {}
  }

  /** An answer whose body is there. */
  public static Answer of(int status, String type, byte[] body) {
    return new Answer(status, type, Map.of(), new Body.Whole(body));
  }

  /** JSON. */
  public static Answer json(int status, byte[] body) {
    return of(status, "application/json", body);
  }

  /** An answer whose body is pulled. */
  public static Answer streamed(String type, Pieces pieces) {
    return new Answer(200, type, Map.of(), new Body.Streamed(pieces));
  }

  /** 204. */
  public static Answer nothing() {
    return new Answer(204, "", Map.of(), NOTHING);
  }

  /** The same with more headers. */
  public Answer with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new Answer(status, type, Map.copyOf(all), body);
  }
}
