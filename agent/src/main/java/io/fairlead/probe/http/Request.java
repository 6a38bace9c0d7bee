package io.fairlead.probe.http;

import io.fairlead.model.CheckSpec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The request of a check, as bytes. */
final class Request {
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private Request() {}

  /** The check's headers go before those that every request has. */
  static byte[] of(CheckSpec.Http spec, String authority) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", authority);
    headers.put("User-Agent", "fairlead-health");
    headers.put("Accept", "*/*");
    if (WITH_BODY.contains(spec.method())) {
      headers.put("Content-Length", "0");
    }
    headers.putAll(spec.headers());
    headers.put("Connection", "close");
    StringBuilder request = new StringBuilder();
    request.append(spec.method()).append(' ').append(spec.path()).append(" HTTP/1.1\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    return request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The host that a check names in its headers, without a port; {@code otherwise} where none. */
  static String host(CheckSpec.Http spec, String otherwise) {
    for (Map.Entry<String, String> header : spec.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase("Host")) {
        String host = header.getValue().strip();
        int port = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        String bare = port > 0 ? host.substring(0, port) : host;
        return bare.replaceAll("^\\[|]$", "");
      }
    }
    return otherwise;
  }
}
