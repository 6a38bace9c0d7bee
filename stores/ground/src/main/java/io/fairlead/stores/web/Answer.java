package io.fairlead.stores.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.StoreException;
import io.fairlead.transport.HttpClient;
import io.fairlead.wire.json.Json;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server said.
 *
 * @param server which one, as people know it
 * @param status below 500
 * @param headers by lower-case name
 * @param cut whether the body was more than anybody holds; it is left out then
 */
public record Answer(
    String server, int status, Map<String, String> headers, byte[] body, boolean cut) {
  private static final int MOST_SHOWN = 300;

  /** Whether the status is a 2xx. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /**
   * The body as JSON.
   *
   * @throws StoreException retryable where it is none, not retryable where it is too long
   */
  public @Nullable Object json() {
    if (cut) {
      throw StoreException.refused(
          server
              + " answers with more than "
              + HttpClient.MAX_BODY
              + " bytes; ask for less at once");
    }
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
    return headers.get(name.toLowerCase(Locale.ROOT));
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
