package io.fairlead.wire.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InvalidField;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

class DnsNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {".", "a.", "web.svc.internal.", "a\\.b.c.", "\\000\\255.x.", "_http._tcp.web."})
  void textIsReadAndWrittenAsElsewhere(String text) throws TextParseException {
    DnsName name = DnsName.parse(text);
    assertArrayEquals(Name.fromString(text).toWire(), name.wire());
    assertEquals(text, name.toString());
    assertEquals(name, DnsName.parse(name.toString()));
  }

  @Test
  void theLastDotMayBeLeftOut() {
    assertEquals(DnsName.parse("web.internal."), DnsName.parse("web.internal"));
    assertEquals(DnsName.ROOT, DnsName.parse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".a", "a..b", "a\\", "a\\2x5", "a\\256"})
  void whatIsNoNameIsRefused(String text) {
    assertEquals("name", assertThrows(InvalidField.class, () -> DnsName.parse(text)).field());
  }

  @Test
  void lengthsAreBounded() {
    String label = "a".repeat(63);
    assertEquals(65, DnsName.parse(label).length());
    assertThrows(InvalidField.class, () -> DnsName.parse(label + "a"));
    DnsName long255 = DnsName.parse((label + ".").repeat(3) + "a".repeat(61));
    assertEquals(255, long255.length());
    assertThrows(InvalidField.class, () -> long255.child("a"));
    assertThrows(InvalidField.class, () -> DnsName.ROOT.child(""));
  }

  @Test
  void caseDoesNotCountAndAnythingElseDoes() {
    DnsName name = DnsName.parse("WeB.sVc.InTeRnAl");
    assertEquals(DnsName.parse("web.svc.internal"), name);
    assertEquals(DnsName.parse("web.svc.internal").hashCode(), name.hashCode());
    assertEquals(List.of("web", "svc", "internal"), name.labels());
    // Octets around the letters and their counterparts with bit 5 or 7 turned.
    for (String pair : List.of("@`", "[{", "A\\193", "a\\225", "-\\013", "0\\016")) {
      int middle = 1;
      assertNotEquals(
          DnsName.parse("x" + pair.substring(0, middle)),
          DnsName.parse("x" + pair.substring(middle)),
          pair);
    }
  }

  @Test
  void equalityAndHashAgreeWithASlowComparison() {
    long seed = 20260104;
    Random random = new Random(seed);
    int equal = 0;
    for (int round = 0; round < 50_000; round++) {
      DnsName one = random(random);
      DnsName other = random(random);
      boolean same = one.toString().equalsIgnoreCase(other.toString());
      assertEquals(same, one.equals(other), () -> "seed " + seed + ": " + one + " " + other);
      if (same) {
        equal++;
        assertEquals(one.hashCode(), other.hashCode(), () -> "seed " + seed + ": " + one);
      }
    }
    assertTrue(equal > 500, "only " + equal + " pairs were equal");
  }

  private static DnsName random(Random random) {
    DnsName name = DnsName.ROOT;
    for (int i = random.nextInt(3); i >= 0; i--) {
      name =
          name.child(random.nextBoolean() ? random.nextBoolean() ? "abcdefgh" : "aBcdEfgh" : "z");
    }
    return name;
  }

  @Test
  void aNameIsWithinItselfAndItsParentsAtLabelsOnly() {
    DnsName domain = DnsName.parse("internal");
    assertTrue(DnsName.parse("web.INTERNAL").isWithin(domain));
    assertTrue(domain.isWithin(domain));
    assertTrue(domain.isWithin(DnsName.ROOT));
    assertFalse(DnsName.parse("web.xinternal").isWithin(domain));
    assertFalse(DnsName.parse("web\\008internal").isWithin(domain));
    assertFalse(DnsName.ROOT.isWithin(domain));
  }
}
