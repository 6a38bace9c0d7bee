package io.fairlead.ovs;

import io.fairlead.wire.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON objects that follow one another without anything between them (RFC 7047, 4). */
final class JsonStream {
  private static final int MOST = 64 << 20;

  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private int depth;
  private boolean text;
  private boolean escaped;

  /**
   * The objects that end with these octets.
   *
   * @throws IllegalArgumentException where they are none, or one is too large
   */
  List<Map<String, Object>> take(ByteBuffer octets) {
    List<Map<String, Object>> whole = new ArrayList<>();
    while (octets.hasRemaining()) {
      byte octet = octets.get();
      open.write(octet);
      if (open.size() > MOST) {
        throw new IllegalArgumentException("an object of more than " + MOST + " octets");
      }
      if (ends(octet)) {
        if (Json.parse(open.toByteArray()) instanceof Map<?, ?> map) {
          @SuppressWarnings("unchecked") // the keys of what is parsed are strings
          Map<String, Object> object = (Map<String, Object>) map;
          whole.add(object);
        } else {
          throw new IllegalArgumentException("no object");
        }
        open.reset();
      }
    }
    return whole;
  }

  private boolean ends(byte octet) {
    if (text) {
      if (escaped) {
        escaped = false;
      } else if (octet == '\\') {
        escaped = true;
      } else if (octet == '"') {
        text = false;
      }
      return false;
    }
    switch (octet) {
      case '"' -> text = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth--;
        return depth <= 0;
      }
      default -> {
        // Within a value.
      }
    }
    return false;
  }
}
