package io.fairlead.transport.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path that are answered by a handler.
 *
 * @param method {@code GET} answers {@code HEAD} too
 * @param pattern {@code /services/{namespace}/{service}}; a last part {@code {name...}} takes the
 *     rest of the path
 * @param produces the media type of its answers; empty where the handler looks at {@code Accept}
 */
public record Route(String method, String pattern, String produces, Handler handler) {
  /** The parts of {@code path}, decoded, or null where the path is not this route's. */
  @Nullable Map<String, String> match(String path) {
    List<String> wanted = List.of(pattern.substring(1).split("/", -1));
    boolean rest = wanted.getLast().endsWith("...}");
    List<String> parts = List.of(path.substring(1).split("/", rest ? wanted.size() : -1));
    if (parts.size() != wanted.size()) {
      return null;
    }
    Map<String, String> matched = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      String name = wanted.get(i);
      if (!name.startsWith("{")) {
        if (!name.equals(part)) {
          return null;
        }
      } else if (part.isEmpty()) {
        return null;
      } else {
        String bare = name.substring(1, name.length() - 1).replace("...", "");
        matched.put(bare, part);
      }
    }
    matched.replaceAll((name, part) -> Percent.decode(name, part, false));
    return matched;
  }
}
