package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InvalidField;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UpstreamRuleTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, '', 10.0.0.1, 53",
    "10.0.0.1:5353, '', 10.0.0.1, 5353",
    "fd00::1, '', fd00::1, 53",
    "[fd00::1], '', fd00::1, 53",
    "[fd00::1]:5353, '', fd00::1, 5353",
    "corp.example=10.0.0.1, corp.example, 10.0.0.1, 53",
    ".Corp.Example.=[fd00::1]:5353, corp.example, fd00::1, 5353",
    "10.in-addr.arpa = 10.0.0.1, 10.in-addr.arpa, 10.0.0.1, 53",
  })
  void readsAnAddressWithOrWithoutPortAndDomain(
      String text, String domain, String address, int port) {
    InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral(address), port);

    assertEquals(new UpstreamRule(domain, server), UpstreamRule.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dns.example",
        "10.0.0.1:0",
        "10.0.0.1:65536",
        "10.0.0.1:x",
        "10.0.0",
        "[fd00::1",
        "[fd00::1]5353",
        "=10.0.0.1",
        "a..b=10.0.0.1",
        "corp.example=",
        "corp.example=ns1"
      })
  void refusesWhatIsNoResolverAndSaysWhatOneLooksLike(String text) {
    InvalidField refused = assertThrows(InvalidField.class, () -> UpstreamRule.parse(text));

    assertEquals("upstream", refused.field());
  }

  @Test
  void theRefusalShowsTheForm() {
    InvalidField refused = assertThrows(InvalidField.class, () -> UpstreamRule.parse("ns1"));

    assertTrue(refused.toString().contains("ADDR:PORT"), refused::toString);
  }
}
