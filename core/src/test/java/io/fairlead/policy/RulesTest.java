package io.fairlead.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.NftTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables that follow from guards. */
class RulesTest {
  private static final Network NETWORK = PolicySamples.network(Map.of());

  private static Guard guard(NetworkEndpoint endpoint) {
    Guard guard = Guard.of(NETWORK, endpoint);
    assertNotNull(guard);
    return guard;
  }

  private static NftTable table(HostState state, String family) {
    return state.all(NftTable.class).stream()
        .filter(one -> one.family().equals(family))
        .findFirst()
        .orElseThrow();
  }

  private static final NetworkEndpoint DB =
      PolicySamples.endpoint(
          "db",
          "10.1.0.9/24",
          List.of(),
          Map.of(
              "fairlead.allow",
              "from:web port:5432; any port:53 port:53/udp port:8000-8010; cidr:192.0.2.0/24"));

  @Test
  void eachEndpointHasAChainAndEachSelectorASet() {
    NetworkEndpoint web = PolicySamples.endpoint("web", "10.1.0.2/24", List.of(), Map.of());
    NetworkEndpoint web2 = PolicySamples.endpoint("web2", "10.1.0.3/24", List.of("web"), Map.of());
    HostState state = Rules.of(List.of(guard(DB)), PolicySamples.members(web, web2, DB));
    NftTable bridged = table(state, "bridge");
    assertEquals(
        Map.of(
            "chain p630de503350b",
            """
              jump usual
              ip saddr @s9d4dda60d8d0_4 tcp dport { 5432 } counter accept comment "1"
              tcp dport { 53, 8000-8010 } counter accept comment "2"
              udp dport { 53 } counter accept comment "2"
              ip saddr 192.0.2.0/24 counter accept comment "3"
              meta l4proto { tcp, udp } update @refused4 { ip daddr . ip saddr . meta l4proto . th dport counter }
              counter drop comment "drop"
            """,
            "set s9d4dda60d8d0_4",
            "  type ipv4_addr\n"),
        bridged.parts());
    assertEquals(
        Map.of(
            "s9d4dda60d8d0_4", Set.of("10.1.0.2", "10.1.0.3"),
            "guarded", Set.of("\"fle630de503350b\""),
            "to", Set.of("\"fle630de503350b\" : jump p630de503350b")),
        bridged.elements());
    NftTable routed = table(state, "inet");
    assertEquals(bridged.parts(), routed.parts());
    assertEquals(Set.of("10.1.0.9 : jump p630de503350b"), routed.elements().get("to4"));
  }

  @Test
  void whoComesAndGoesChangesElementsAlone() {
    NetworkEndpoint web = PolicySamples.endpoint("web", "10.1.0.2/24", List.of(), Map.of());
    NftTable with = table(Rules.of(List.of(guard(DB)), PolicySamples.members(web, DB)), "bridge");
    NftTable without = table(Rules.of(List.of(guard(DB)), PolicySamples.members(DB)), "bridge");
    assertEquals(with.definition(), without.definition());
    assertEquals(with.parts(), without.parts());
    assertEquals(with.elements().keySet(), without.elements().keySet());
  }

  @Test
  void aWrongLabelOrADryRunKeepsOnlyTheLastRule() {
    NetworkEndpoint wrong =
        PolicySamples.endpoint(
            "db", "10.1.0.9/24", List.of(), Map.of("fairlead.allow", "nonsense"));
    String chain = chain(wrong);
    assertTrue(chain.endsWith("  counter drop comment \"drop\"\n"), chain);
    assertTrue(!chain.contains("\"1\""), chain);
    NetworkEndpoint dry =
        PolicySamples.endpoint(
            "db",
            "10.1.0.9/24",
            List.of(),
            Map.of("fairlead.allow", "", "fairlead.policy-dry-run", "true"));
    assertTrue(chain(dry).endsWith("  counter accept comment \"dry\"\n"), chain(dry));
  }

  private static String chain(NetworkEndpoint endpoint) {
    Guard guard = guard(endpoint);
    HostState state = Rules.of(List.of(guard), PolicySamples.members(endpoint));
    return table(state, "inet").parts().getOrDefault("chain " + guard.chain(), "");
  }

  @Test
  void whereEverybodyMayComeThereAreNoTables() {
    assertEquals(HostState.EMPTY, Rules.of(List.of(), PolicySamples.members()));
  }
}
