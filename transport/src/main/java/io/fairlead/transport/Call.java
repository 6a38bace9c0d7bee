package io.fairlead.transport;

import io.fairlead.model.InvalidField;
import java.time.Duration;
import java.util.Map;

/**
 * One request.
 *
 * @param method {@code GET}, {@code POST}, ...
 * @param target the path with its query, already percent-encoded
 * @param headers besides {@code Host} and {@code Content-Length}, which the client writes
 * @param body empty for none
 * @param timeout for the whole exchange; of a stream, until its head has come
 * @param repeatable whether doing it twice is the same as doing it once (RFC 9110 section 9.2.2):
 *     where a kept connection breaks, it is asked again on a fresh one
 */
public record Call(
    String method,
    String target,
    Map<String, String> headers,
    byte[] body,
    Duration timeout,
    boolean repeatable) {
  /** Enough for anything local that is well. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final byte[] NO_BODY = {};

  public Call {
    InvalidField.unless(
        isToken(method), "method", "'" + method + "' is not an HTTP method, such as GET");
    InvalidField.unless(
        target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c < 127),
        "target",
        "must start with '/', percent-encoded, without spaces");
    headers.forEach(
        (name, value) ->
            InvalidField.unless(
                isToken(name) && value.chars().allMatch(c -> c >= ' ' && c < 127),
                "headers",
                "'" + name + "' has characters that a header cannot carry"));
    InvalidField.unless(timeout.isPositive(), "timeout", "must be longer than zero");
    headers = Map.copyOf(headers);
  }

  /** A GET without headers, within {@link #DEFAULT_TIMEOUT}. */
  public static Call get(String target) {
    return of("GET", target);
  }

  /** A request without a body, within {@link #DEFAULT_TIMEOUT}. */
  public static Call of(String method, String target) {
    return new Call(method, target, Map.of(), NO_BODY, DEFAULT_TIMEOUT, idempotent(method));
  }

  /** A request with a JSON body, within {@link #DEFAULT_TIMEOUT}. */
  public static Call json(String method, String target, byte[] body) {
    return new Call(
        method,
        target,
        Map.of("Content-Type", "application/json"),
        body,
        DEFAULT_TIMEOUT,
        idempotent(method));
  }

  /** The same request with another time limit. */
  public Call within(Duration limit) {
    return new Call(method, target, headers, body, limit, repeatable);
  }

  private static boolean idempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
      default -> false;
    };
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }
}
