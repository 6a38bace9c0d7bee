package io.fairlead.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a template writes is what Go's own package writes: {@code language.jsonl} holds templates
 * with what Go 1.26 made of each. Where Go refuses one, so do we, in our own words.
 */
final class LanguageTest {
  @TestFactory
  Stream<DynamicTest> writesWhatGoWrites() throws IOException {
    List<String> lines = lines();
    Object data = Dict.deep(member(lines.getFirst(), "data"));
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              String text = String.valueOf(member(line, "text"));
              return DynamicTest.dynamicTest(text, () -> check(text, member(line, "out"), data));
            });
  }

  private static void check(String text, @Nullable Object wanted, @Nullable Object data) {
    if (wanted == null) {
      assertThrows(TemplateException.class, () -> rendered(text, data));
    } else {
      assertEquals(wanted, rendered(text, data));
    }
  }

  private static String rendered(String text, @Nullable Object data) {
    return Template.parse("t", text, Map.of(), Template.Options.USUAL).render(data);
  }

  private static @Nullable Object member(String line, String name) {
    return Json.parse(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> all
        ? all.get(name)
        : null;
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = LanguageTest.class.getResourceAsStream("language.jsonl")) {
      byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
