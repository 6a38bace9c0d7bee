package io.fairlead.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.wire.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What nftables list, in JSON. */
final class NftListing {
  private NftListing() {}

  /** The objects of one kind, as {@code table} or {@code chain}. */
  static List<Map<?, ?>> objects(byte[] json, String kind) {
    List<Map<?, ?>> found = new ArrayList<>();
    if (Json.parse(json) instanceof Map<?, ?> root && root.get("nftables") instanceof List<?> all) {
      for (Object object : all) {
        if (object instanceof Map<?, ?> named && named.get(kind) instanceof Map<?, ?> one) {
          found.add(one);
        }
      }
    }
    return found;
  }

  /**
   * The listing without what changes though nobody changes it: numbers of objects, counters, the
   * order of elements, and elements that packets add.
   */
  static String normal(byte[] json) {
    return new String(Json.write(normal(Json.parse(json))), UTF_8);
  }

  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        // Some versions of nft do not list that a set is dynamic; those that time out are here.
        boolean dynamic =
            map.containsKey("timeout")
                || (map.get("flags") instanceof List<?> flags && flags.contains("dynamic"));
        map.forEach(
            (key, member) -> {
              String name = String.valueOf(key);
              switch (name) {
                case "handle", "packets", "bytes", "expires", "metainfo" -> {}
                case "elem" -> {
                  if (!dynamic) {
                    kept.put(name, sorted(normal(member)));
                  }
                }
                default -> kept.put(name, normal(member));
              }
            });
        yield kept;
      }
      case List<?> list -> {
        List<@Nullable Object> kept = new ArrayList<>(list.size());
        for (Object member : list) {
          kept.add(normal(member));
        }
        yield kept;
      }
      case null, default -> value;
    };
  }

  private static @Nullable Object sorted(@Nullable Object elements) {
    if (!(elements instanceof List<?> list)) {
      return elements;
    }
    return list.stream().map(element -> new String(Json.write(element), UTF_8)).sorted().toList();
  }
}
