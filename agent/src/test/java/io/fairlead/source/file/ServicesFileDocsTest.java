package io.fairlead.source.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every definition in docs/services-file.md is one. */
class ServicesFileDocsTest {
  private static final Path DOCS = Path.of("../docs/services-file.md");
  private static final Pattern BLOCK = Pattern.compile("```(yaml|json)\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyExampleIsRead() throws Exception {
    for (List<Registration> example : examples()) {
      assertFalse(example.isEmpty());
    }
  }

  @Test
  void everyKindOfCheckHasAnExample() throws Exception {
    Set<String> kinds = new TreeSet<>();
    for (List<Registration> example : examples()) {
      example.forEach(r -> r.checks().forEach(check -> kinds.add(check.spec().kind())));
    }
    assertEquals(Set.of("http", "https", "tcp", "grpc", "ttl", "script"), kinds);
  }

  private static List<List<Registration>> examples() throws IOException, BrokenFile {
    List<List<Registration>> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(DOCS));
    while (block.find()) {
      byte[] text = block.group(2).getBytes(StandardCharsets.UTF_8);
      boolean json = block.group(1).equals("json");
      Cause cause = new Cause(Instant.EPOCH, "docs");
      examples.add(Definitions.read("docs", text, json, "file", cause));
    }
    return examples;
  }
}
