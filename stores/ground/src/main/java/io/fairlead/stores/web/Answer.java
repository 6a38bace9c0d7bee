package io.fairlead.stores.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.StoreException;
import io.fairlead.wire.json.Json;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a server said.
 *
 * @param server which one, as people know it
 * @param status below 500
 */
public record Answer(String server, int status, HttpHeaders headers, byte[] body) {
  private static final int MOST_SHOWN = 300;

  /** Whether the status is a 2xx. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /**
   * The body as JSON.
   *
   * @throws StoreException retryable where it is none
   */
  public @Nullable Object json() {
    try {
      return Json.parse(body);
    } catch (InvalidField e) {
      throw StoreException.away(
          server + " answers with something else than JSON; check that it is the store's own port",
          e);
    }
  }

  /** A header's value, or null. */
  public @Nullable String header(String name) {
    return headers.firstValue(name).orElse(null);
  }

  /** The start of the body, for people. */
  public String text() {
    return shown(body);
  }

  static String shown(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, MOST_SHOWN), UTF_8);
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
