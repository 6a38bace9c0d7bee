package io.fairlead.view.dns;

import io.fairlead.model.Instance;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a TXT record says of an instance or a node: {@code key=value} strings (RFC 1464). */
final class InstanceText {
  /** Strings in one record at most, so that a record always fits a message over TCP. */
  private static final int MAX_STRINGS = 32;

  private InstanceText() {}

  /** Its id, its tags, its metadata by key. */
  static List<String> of(Instance instance) {
    Stream<String> id = Stream.of("instance=" + instance.id());
    Stream<String> tags =
        instance.tags().isEmpty()
            ? Stream.empty()
            : Stream.of("tags=" + String.join(",", instance.tags()));
    return Stream.of(id, tags, pairs(instance.meta())).flatMap(s -> s).limit(MAX_STRINGS).toList();
  }

  /** Metadata, ordered by key. */
  static Stream<String> pairs(Map<String, String> meta) {
    return meta.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .limit(MAX_STRINGS);
  }
}
