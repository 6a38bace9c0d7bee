package io.fairlead.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Key.class)
  void aKeyHasTheSameNameEverywhere(Key key) {
    assertEquals("--" + key.key(), key.flag());
    assertEquals(
        "FAIRLEAD_" + key.key().toUpperCase(Locale.ROOT).replace('-', '_'), key.variable());
  }

  @Test
  void aFlagGoesBeforeAVariableBeforeTheFileBeforeTheDefault() throws IOException {
    Path file = file("domain: file.test\ndns-ttl: 3s\nnode: from-file\n");
    Settings settings =
        Settings.read(
            List.of("--config", file.toString(), "--domain", "flag.test"),
            host(Map.of("FAIRLEAD_DOMAIN", "env.test", "FAIRLEAD_DNS_TTL", "2s")));

    assertEquals("flag.test", settings.get(Key.DOMAIN).text());
    assertEquals("flag", settings.get(Key.DOMAIN).origin().text());
    assertEquals("2s", settings.get(Key.DNS_TTL).text());
    assertEquals("FAIRLEAD_DNS_TTL", settings.get(Key.DNS_TTL).origin().text());
    assertEquals("from-file", settings.get(Key.NODE).text());
    assertEquals(file + ":3", settings.get(Key.NODE).origin().text());
    assertEquals("127.0.0.1:7080", settings.get(Key.HTTP).text());
    assertEquals("default", settings.get(Key.HTTP).origin().text());
  }

  @Test
  void aListIsARepeatedFlagOrCommasOrAYamlList() throws IOException {
    List<String> both = List.of("127.0.0.1:53", "[::1]:53");
    Path list = file("dns:\n  - 127.0.0.1:53\n  - '[::1]:53'\n");

    assertEquals(both, dns(List.of("--dns", "127.0.0.1:53", "--dns=[::1]:53"), Map.of()));
    assertEquals(both, dns(List.of("--dns", "127.0.0.1:53,[::1]:53"), Map.of()));
    assertEquals(both, dns(List.of(), Map.of("FAIRLEAD_DNS", "127.0.0.1:53, [::1]:53")));
    assertEquals(both, dns(List.of("--config", list.toString()), Map.of()));
  }

  @Test
  void anUnknownFlagFailsWithTheNearest() {
    assertProblem("--dns-tll; the nearest is --dns-ttl", List.of("--dns-tll", "1s"), Map.of());
  }

  @Test
  void anUnknownVariableFailsWithTheNearest() {
    assertProblem(
        "FAIRLEAD_DOMIAN; the nearest is FAIRLEAD_DOMAIN",
        List.of(),
        Map.of("FAIRLEAD_DOMIAN", "x"));
  }

  @Test
  void anUnknownKeyOfTheFileFailsWithItsLineAndTheNearest() throws IOException {
    Path file = file("# mine\nnode: a\nservice: /etc/services.yaml\n");
    assertProblem(
        file + ":3: there is no key service; the nearest is services",
        List.of("--config", file.toString()),
        Map.of());
  }

  @Test
  void theCommandLinesOwnVariablesAreNoSettings() {
    Settings.read(List.of(), host(Map.of("FAIRLEAD_AGENT", "x:1", "FAIRLEAD_JAVA_OPTS", "-Xmx1g")));
    Settings.read(
        List.of(), host(Map.of("FAIRLEAD_STORE_PASSWORD", "x", "FAIRLEAD_STORE_TOKEN", "y")));
  }

  @Test
  void aFileThatIsNotYamlSaysInWhichLine() throws IOException {
    Path file = file("node: a\ndomain: 'unfinished\n");
    ConfigException problem = refused(List.of("--config", file.toString()), Map.of());
    assertTrue(
        String.join("\n", problem.problems()).startsWith(file + ":"),
        String.join("\n", problem.problems()));
    assertTrue(
        String.join("\n", problem.problems()).contains("is not YAML"),
        String.join("\n", problem.problems()));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    ConfigException problem =
        refused(List.of("--nod", "a", "--dmain", "b"), Map.of("FAIRLEAD_STOR", "c"));
    assertEquals(3, problem.problems().size());
  }

  @Test
  void aFlagWithoutItsValueSaysWhatItWants() {
    assertProblem("--node wants a value: --node NAME", List.of("--node"), Map.of());
    assertProblem(
        "--node wants a value: --node NAME", List.of("--node", "--domain", "x"), Map.of());
  }

  @Test
  void whatIsPrintedIsAFileThatMeansTheSame() throws IOException {
    Host host = host(Map.of("FAIRLEAD_UPSTREAM", "corp.test=10.0.0.53,9.9.9.9"));
    Settings settings =
        Settings.read(List.of("--dns", "127.0.0.1:0", "--allow-scripts", "--node", "a"), host);
    String printed = settings.print();
    Settings again = Settings.read(List.of("--config", file(printed).toString()), host(Map.of()));

    for (Key key : Key.values()) {
      if (key != Key.CONFIG) {
        assertEquals(settings.get(key).values(), again.get(key).values(), key.key());
      }
    }
    assertTrue(printed.contains("# FAIRLEAD_UPSTREAM"), printed);
    assertTrue(printed.contains("# flag"), printed);
    assertTrue(printed.contains("# default"), printed);
  }

  @Test
  void aPasswordInAnAddressIsNotPrinted() {
    String printed =
        Settings.read(List.of("--docker", "tcp://me:secret@engine:2375"), host(Map.of())).print();
    assertTrue(printed.contains("me:***@engine"), printed);
    assertTrue(!printed.contains("secret"), printed);
  }

  private List<String> dns(List<String> flags, Map<String, String> environment) {
    return Settings.read(flags, host(environment)).get(Key.DNS).values();
  }

  private void assertProblem(String part, List<String> flags, Map<String, String> environment) {
    String message = String.join("\n", refused(flags, environment).problems());
    assertTrue(message.contains(part), message);
  }

  private static ConfigException refused(List<String> flags, Map<String, String> environment) {
    return assertThrows(ConfigException.class, () -> Settings.read(flags, host(environment)));
  }

  private static Host host(Map<String, String> environment) {
    return new Host("My-Host.example.com", false, environment);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "fairlead", ".yaml"), text);
  }
}
