package io.fairlead.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param status as the server said it; 4xx and 5xx are answers, not exceptions
 * @param headers by lower-case name; repeated ones joined with {@code ", "}
 */
public record Reply(int status, Map<String, String> headers, byte[] body) {
  /** Whether the status is 200 to 299. */
  public boolean ok() {
    return status >= 200 && status <= 299;
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
