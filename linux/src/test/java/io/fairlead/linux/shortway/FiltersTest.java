package io.fairlead.linux.shortway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpPrefix;
import io.fairlead.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules as nftables list them, and whether any of them may decide on packets between endpoints. */
class FiltersTest {
  private static final Filters FILTERS =
      new Filters("eth0", List.of(IpPrefix.parse("10.128.0.0/10"), IpPrefix.parse("fd00::/48")));

  private static final String BY =
      "a rule in chain FORWARD of nft table ip filter may decide on it";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'counter': {'packets': 1, 'bytes': 2}}, {'accept': null}",
        "{'return': null}",
        "{'xt': {'type': 'match', 'name': 'conntrack'}}, {'accept': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'iifname'}}, 'right': 'docker0'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'oifname'}}, 'right': 'virbr*'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'oifname'}}, 'right': {'set': ['br0', 'lo']}}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'payload': {'protocol': 'ip', 'field': 'saddr'}}, 'right': {'prefix': {'addr': '172.17.0.0', 'len': 16}}}}, {'masquerade': null}",
        "{'match': {'op': '==', 'left': {'payload': {'protocol': 'ip6', 'field': 'daddr'}}, 'right': '2001:db8::1'}}, {'drop': null}",
        "{'jump': {'target': 'EMPTY'}}"
      })
  void whatCannotDecideOnThemDoesNotCount(String rule) {
    assertEquals("", judged("accept", "FORWARD", rule));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'drop': null}",
        "{'reject': null}",
        "{'queue': null}",
        "{'xt': {'type': 'target', 'name': 'REJECT'}}",
        "{'xt': null}",
        "{'vmap': {'key': {'meta': {'key': 'iifname'}}, 'data': '@verdicts'}}",
        "{'mangle': {'key': {'meta': {'key': 'mark'}}, 'value': 1}}",
        "{'match': {'op': '!=', 'left': {'meta': {'key': 'iifname'}}, 'right': 'docker0'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'iifname'}}, 'right': 'eth0'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'iifname'}}, 'right': 'e*'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'oifname'}}, 'right': 'flb7'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'meta': {'key': 'oifname'}}, 'right': '@links'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'payload': {'protocol': 'ip', 'field': 'daddr'}}, 'right': '10.130.0.66'}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'payload': {'protocol': 'ip', 'field': 'daddr'}}, 'right': {'prefix': {'addr': '10.0.0.0', 'len': 8}}}}, {'drop': null}",
        "{'match': {'op': '==', 'left': {'payload': {'protocol': 'ip', 'field': 'daddr'}}, 'right': '@bad'}}, {'drop': null}"
      })
  void whatMayDecideOnThemCounts(String rule) {
    assertEquals(BY, judged("accept", "FORWARD", rule));
  }

  @Test
  void aChainThatIsLedToCountsAsTheRuleThatLeadsThere() {
    List<Map<?, ?>> rules =
        new ArrayList<>(rules("FORWARD", "{'jump': {'target': 'DOCKER-USER'}}"));
    rules.addAll(rules("DOCKER-USER", "{'drop': null}"));
    assertEquals(
        "a rule in chain DOCKER-USER of nft table ip filter may decide on it",
        FILTERS.judges(chain("ip", "filter", "FORWARD", "forward", "accept"), rules));
  }

  @Test
  void aPolicyThatDropsCountsUnlessAnEngineHasSetIt() {
    assertEquals(
        "chain FORWARD of nft table ip filter drops what it does not know",
        judged("drop", "FORWARD", "{'accept': null}"));
    assertEquals("", judged("drop", "FORWARD", "{'jump': {'target': 'DOCKER-USER'}}"));
  }

  @Test
  void whatAnEngineLeadsToItsPublishedPortsDoesNotCount() {
    List<Map<?, ?>> rules =
        new ArrayList<>(
            rules(
                "PREROUTING",
                "{'xt': {'type': 'match', 'name': 'addrtype'}}, {'jump': {'target': 'DOCKER'}}"));
    rules.addAll(rules("DOCKER", "{'xt': {'type': 'target', 'name': 'DNAT'}}"));
    assertEquals(
        "", FILTERS.judges(chain("ip", "nat", "PREROUTING", "prerouting", "accept"), rules));
  }

  @Test
  void chainsThatPacketsPassAreLookedAt() {
    List<Map<?, ?>> chains =
        objects(
            "chain",
            "{'family': 'inet', 'table': 'fairlead', 'name': 'forward', 'hook': 'forward'}",
            "{'family': 'inet', 'table': 'fairlead-other', 'name': 'forward', 'hook': 'forward'}",
            "{'family': 'inet', 'table': 'a', 'name': 'in', 'hook': 'input'}",
            "{'family': 'inet', 'table': 'a', 'name': 'plain'}",
            "{'family': 'bridge', 'table': 'a', 'name': 'bridged', 'hook': 'input'}",
            "{'family': 'netdev', 'table': 'a', 'name': 'near', 'hook': 'ingress', 'dev': 'eth0'}",
            "{'family': 'netdev', 'table': 'a', 'name': 'far', 'hook': 'ingress', 'dev': 'eth1'}",
            "{'family': 'ip6', 'table': 'nat', 'name': 'POSTROUTING', 'hook': 'postrouting'}");
    assertEquals(
        List.of("forward", "bridged", "near", "POSTROUTING"),
        FILTERS.suspects(chains).stream().map(Filters.Chain::name).toList());
  }

  private static String judged(String policy, String in, String rule) {
    return FILTERS.judges(chain("ip", "filter", in, "forward", policy), rules(in, rule));
  }

  private static Filters.Chain chain(
      String family, String table, String name, String hook, String policy) {
    return new Filters.Chain(family, table, name, hook, policy, "");
  }

  private static List<Map<?, ?>> rules(String chain, String statements) {
    return objects("rule", "{'chain': '" + chain + "', 'expr': [" + statements + "]}");
  }

  private static List<Map<?, ?>> objects(String kind, String... texts) {
    List<Map<?, ?>> objects = new ArrayList<>();
    for (String text : texts) {
      if (Json.parse(text.replace('\'', '"').getBytes(UTF_8)) instanceof Map<?, ?> one) {
        objects.add(one);
      }
    }
    assertEquals(texts.length, objects.size(), kind);
    return objects;
  }
}
