package io.fairlead.source.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.Registration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {
  private static final Cause CAUSE = new Cause(Instant.EPOCH, "test");

  @Test
  void yamlAndJsonMeanTheSame() throws Exception {
    String yaml =
        """
        # every field
        services:
          - id: web-1
            namespace: shop
            service: web
            address: 192.0.2.10
            port: {number: 8080, protocol: tcp, name: http}
            tags: [blue, "v2"]
            meta: {region: north}
            weight: 3
            checks:
              - http: {path: /health}
                interval: 2s
                timeout: 1s
                fall: 3
        """;
    String json =
        """
        {"services": [{"id": "web-1", "namespace": "shop", "service": "web",
          "address": "192.0.2.10", "port": {"number": 8080, "protocol": "tcp", "name": "http"},
          "tags": ["blue", "v2"], "meta": {"region": "north"}, "weight": 3,
          "checks": [{"http": {"path": "/health"}, "interval": "2s", "timeout": "1s", "fall": 3}]}]}
        """;
    assertEquals(read(json, true), read(yaml, false));
    assertEquals("web-1", read(yaml, false).getFirst().id().id());
  }

  @Test
  void anIdIsMadeOfServiceAddressAndPort() throws Exception {
    List<Registration> read =
        read(
            """
            services:
              - {service: db, address: 10.0.0.5, port: 5432}
              - {service: db, namespace: shop, address: 10.0.0.5, port: 5432}
              - {service: dns, address: "fd00::1", port: {number: 53, protocol: udp}}
              - {service: printer, address: 10.0.0.9}
            """,
            false);
    assertEquals(
        List.of(
            "db:10.0.0.5:5432", "shop.db:10.0.0.5:5432", "dns:fd00::1:53:udp", "printer:10.0.0.9"),
        read.stream().map(registration -> registration.id().id()).toList());
  }

  @Test
  void anAliasRepeatsAPart() throws Exception {
    List<Registration> read =
        read(
            """
            services:
              - service: a
                address: 10.0.0.1
                checks: &checks
                  - {tcp: {}, interval: 3s}
              - {service: b, address: 10.0.0.2, checks: *checks}
            """,
            false);
    List<Check> checks = read.getLast().checks();
    assertEquals(read.getFirst().checks(), checks);
    assertEquals(1, checks.size());
  }

  @Test
  void jsonWithTabsAndEscapesIsRead() throws Exception {
    String json =
        "{\t\"services\":\n\t[{\"service\":\"a\",\"address\":\"10.0.0.1\",\"tags\":[\"\\u00e4\\/\"]}]}";
    assertEquals(List.of("ä/"), read(json, true).getFirst().tags());
  }

  @Test
  void anErrorNamesLineColumnFieldAndMend() {
    assertBroken(
        "s.yaml:4:3: services[0].adress: is not known here; did you mean 'address'?",
        "services:\n- service: a\n  address: 10.0.0.1\n  adress: 10.0.0.2\n");
    assertBroken("s.yaml:2:3: services[0].address: is missing", "services:\n- service: a\n");
    assertBroken(
        "s.yaml:5:12: services[0].checks[0].http.path: 'health' must start with '/'",
        "services:\n- service: a\n  address: 10.0.0.1\n  checks:\n  - http: {path: health}\n");
    assertBroken(
        "s.yaml:2:3: services[0].service: 'My App' is not a name that DNS can carry",
        "services:\n- service: My App\n  address: 10.0.0.1\n");
    assertBroken(
        "s.yaml:3:3: services[1].id: 'a:10.0.0.1' is taken by one above",
        "services:\n- {service: a, address: 10.0.0.1}\n- {service: a, address: 10.0.0.1}\n");
    assertBroken("s.yaml:3:1: is not YAML", "services:\n- service: 'a\n");
    assertBroken("s.yaml:2:16: 'service' is given twice", "services:\n- {service: a, service: b}");
    assertBroken("s.yaml:1:1: services: must be a list", "web: {}\n");
    assertBroken("s.yaml: is empty; write 'services: []'", "");
    assertBroken("s.yaml: is empty; write 'services: []'", "# nothing yet\n");
    assertBroken("s.yaml:2:1: holds a second document", "services: []\n---\nservices: []\n");
    assertBroken("s.yaml:1:11: the tag !x is not understood", "services: !x a\n");
  }

  @Test
  void anErrorInJsonNamesItsPlaceToo() {
    BrokenFile error =
        assertThrows(
            BrokenFile.class,
            () -> read("{\"services\": [\n {\"service\": \"a\", \"address\": \"x\"}]}", true));
    assertTrue(error.text().startsWith("s.yaml:2:19: services[0].address: 'x'"), error.text());
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] latin1 = "services: [] # ä".getBytes(StandardCharsets.ISO_8859_1);
    BrokenFile error =
        assertThrows(
            BrokenFile.class, () -> Definitions.read("s.yaml", latin1, false, "file", CAUSE));
    assertTrue(error.text().contains("is not UTF-8"), error.text());
  }

  @Test
  void aliasesThatMultiplyAreStopped() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append("a%d: &a%d [".formatted(i, i));
      laughs.append("*a%d,".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertBrokenWith("aliases counted", laughs.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void nestingWithoutEndIsStopped(String opening) {
    assertBrokenWith("s.yaml:1:", opening.repeat(100_000));
  }

  @Test
  void anAliasOfItselfIsRefused() {
    assertBrokenWith("repeats what is not complete", "services: &a [*a]\n");
  }

  @Test
  void tenThousandServicesAreRead() throws Exception {
    StringBuilder yaml = new StringBuilder("services:\n");
    for (int i = 0; i < 10_000; i++) {
      yaml.append("  - service: s").append(i).append('\n');
      yaml.append("    address: 10.").append(i >> 16).append('.').append((i >> 8) & 255);
      yaml.append('.').append(i & 255).append("\n    port: 80\n    tags: [a, b]\n");
      yaml.append("    checks: [{http: {path: /health}, interval: 10s}]\n");
    }
    assertEquals(10_000, read(yaml.toString(), false).size());
  }

  private static List<Registration> read(String text, boolean json) throws BrokenFile {
    return Definitions.read("s.yaml", text.getBytes(StandardCharsets.UTF_8), json, "file", CAUSE);
  }

  private static void assertBroken(String start, String yaml) {
    String text = assertThrows(BrokenFile.class, () -> read(yaml, false)).text();
    assertTrue(text.startsWith(start), text);
  }

  private static void assertBrokenWith(String part, String yaml) {
    String text = assertThrows(BrokenFile.class, () -> read(yaml, false)).text();
    assertTrue(text.contains(part), text);
  }
}
