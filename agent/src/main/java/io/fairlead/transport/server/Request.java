package io.fairlead.transport.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole request.
 *
 * @param method {@code HEAD} is {@code GET} here: the server leaves the body out
 * @param path decoded only in {@code parameters}
 * @param parameters the parts of the path that the route names, decoded
 * @param headers by name in lower case; several of one name joined with commas
 */
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    Query query,
    Map<String, String> headers,
    byte[] body,
    Peer peer) {

  /** The part of the path that the route calls {@code name}. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part {" + name + "}");
    }
    return value;
  }

  /** A header by its name in lower case, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  Request with(Map<String, String> matched) {
    return new Request(method, path, matched, query, headers, body, peer);
  }
}
