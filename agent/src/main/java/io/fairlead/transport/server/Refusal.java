package io.fairlead.transport.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem (RFC 9457). Thrown by handlers; carries no stack. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String field;
  private final transient Map<String, String> headers;

  /**
   * Names what is wrong and what to do about it.
   *
   * @param status 400 to 599
   */
  public Refusal(int status, String detail) {
    this(status, detail, null, Map.of());
  }

  /** As above, of one field, parameter or part of the path. */
  public Refusal(int status, String detail, String field) {
    this(status, field + ": " + detail, field, Map.of());
  }

  private Refusal(int status, String detail, @Nullable String field, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.field = field;
    this.headers = headers;
  }

  /** The same, with a header in its answer. */
  public Refusal with(String name, String value) {
    return new Refusal(status, detail(), field, Map.of(name, value));
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  /** What is wrong, in words. */
  String detail() {
    return String.valueOf(getMessage());
  }

  /** The answer to a request for {@code path}; null where it came to no path. */
  Answer answer(@Nullable String path) {
    return Problem.of(status, detail(), field, path, headers);
  }
}
