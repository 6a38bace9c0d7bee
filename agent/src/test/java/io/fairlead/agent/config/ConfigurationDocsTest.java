package io.fairlead.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md says what the table in the code says. */
class ConfigurationDocsTest {
  private static final Path DOCS = Path.of("../docs/configuration.md");

  @Test
  void theTableListsEveryKeyAsTheCodeHasIt() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Key key : Key.values()) {
      expected.add(
          "| `%s %s` | %s | %s |"
              .formatted(
                  key.flag(),
                  key.placeholder().replace("|", "\\|"),
                  key.fallbackInWords(),
                  key.help()));
    }
    List<String> written =
        Files.readAllLines(DOCS).stream().filter(line -> line.startsWith("| `--")).toList();
    assertEquals(String.join("\n", expected), String.join("\n", written));
  }

  @Test
  void theExampleFileIsRead(@TempDir Path directory) throws IOException {
    String text = Files.readString(DOCS);
    int start = text.indexOf("```yaml\n") + "```yaml\n".length();
    Path file = directory.resolve("fairlead.yaml");
    Files.writeString(file, text.substring(start, text.indexOf("```", start)));
    Host host = new Host("h", true, Map.of());
    AgentConfig config = AgentConfig.of(Settings.read(List.of("--config", file.toString()), host));
    assertEquals("host1", config.node());
    assertFalse(config.dns().upstreams().isEmpty());
  }
}
