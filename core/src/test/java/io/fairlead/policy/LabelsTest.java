package io.fairlead.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write into labels about policy. */
class LabelsTest {
  private static Labels read(String... pairs) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return Labels.read(labels);
  }

  private static List<String> texts(Labels labels) {
    return labels.rules().stream().map(Allow::text).toList();
  }

  @Test
  void rulesAreReadFromOneLabelOrSeveral() {
    Labels labels =
        read(
            "fairlead.allow", "from:web port:5432; from:backup ;any port:53/udp port:53",
            "fairlead.allow.2", "network:ops",
            "fairlead.allow.10", "cidr:192.0.2.0/24 cidr:2001:db8::/32 port:8000-8080",
            "fairlead.name", "db");
    assertTrue(labels.asked());
    assertEquals(List.of(), labels.wrong());
    assertEquals(
        List.of(
            "from:web port:5432",
            "from:backup",
            "any port:53 port:53/udp",
            "cidr:192.0.2.0/24 cidr:2001:db8::/32 port:8000-8080",
            "network:ops"),
        texts(labels));
    assertEquals("fairlead.allow.10", labels.rules().get(3).label());
  }

  @Test
  void withoutALabelEverybodyMayComeAndWithAnEmptyOneNobody() {
    assertFalse(read("fairlead.name", "db", "fairlead.allowed", "x").asked());
    Labels empty = read("fairlead.allow", " ");
    assertTrue(empty.asked());
    assertEquals(List.of(), empty.rules());
    assertEquals(List.of(), empty.wrong());
  }

  @Test
  void portsThatOverlapAreOneRange() {
    assertEquals(
        List.of("any port:80-95 port:1000 port:80/udp"),
        texts(read("fairlead.allow", "any port:90-95 port:80-91 port:80/udp port:1000 port:85")));
  }

  @Test
  void aDryRunIsAskedForWithTrue() {
    assertTrue(read("fairlead.policy-dry-run", "true").dryRun());
    assertFalse(read("fairlead.policy-dry-run", "false").dryRun());
    Labels wrong = read("fairlead.allow", "any", "fairlead.policy-dry-run", "yes");
    assertFalse(wrong.dryRun());
    assertEquals(
        List.of("fairlead.policy-dry-run: 'yes' is neither true nor false"), wrong.wrong());
    assertEquals(List.of(), wrong.rules());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "web|'web' is not understood; write from:NAME",
        "port:80|does not say who; add any for everybody",
        "from:a,b|write each by itself, as from:a from:b",
        "from:|names nobody",
        "from:we b:x|'b:x' is not understood",
        "from:web port:0|use ports from 1 to 65535",
        "from:web port:90-80|the smaller one first",
        "from:web port:70000|use ports from 1 to 65535",
        "from:web port:http|is no port",
        "from:web port:80/sctp|is no port",
        "cidr:10.0.0.5/8|write cidr:10.0.0.0/8",
        "cidr:nowhere|is no range of addresses",
        "any:|write any alone",
      })
  void whatIsNotUnderstoodClosesTheContainerAndSaysWhatToWrite(String value, String says) {
    Labels labels = read("fairlead.allow.1", value, "fairlead.allow.2", "any");
    assertEquals(1, labels.wrong().size(), labels.toString());
    assertTrue(labels.wrong().getFirst().startsWith("fairlead.allow.1: "), labels.toString());
    assertTrue(labels.wrong().getFirst().contains(says), labels.toString());
    assertEquals(List.of(), labels.rules(), "the rules that were understood do not count either");
    assertTrue(labels.asked());
  }

  @Test
  void anyTextIsReadOrRefusedAndWhatIsReadIsWrittenAndReadAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] words = {
      "from:", "network:", "cidr:", "any", "port:", "web", "10.0.0.0/8", "fd00::/8", "80", "-",
          "/udp",
      ";", " ", "\n", "65535", "0", ",", ":", "\u0000", "é", "53/tcp", "1-65535"
    };
    int understood = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(8); j >= 0; j--) {
        text.append(words[random.nextInt(words.length)]);
      }
      Labels labels = read("fairlead.allow", text.toString());
      String told = "seed " + seed + ": '" + text + "': " + labels;
      assertTrue(labels.wrong().isEmpty() || labels.rules().isEmpty(), told);
      for (Allow rule : labels.rules()) {
        understood++;
        assertEquals(rule, Allow.parse(rule.label(), rule.text()), told);
        List<Ports> seen = new ArrayList<>();
        for (Ports ports : rule.ports()) {
          assertTrue(
              seen.stream()
                  .noneMatch(
                      one ->
                          one.contains(ports.first(), ports.protocol())
                              || one.contains(ports.last(), ports.protocol())),
              told);
          seen.add(ports);
        }
      }
    }
    assertTrue(understood > 100, "seed " + seed + ": only " + understood + " were understood");
  }
}
