package io.fairlead.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may come to a container, and who decides it. */
class GuardTest {
  private static final Network PLAIN = PolicySamples.network(Map.of());
  private static final NetworkEndpoint WEB =
      PolicySamples.endpoint("web", "10.1.0.2/24", List.of("www"), Map.of());
  private static final NetworkEndpoint OTHER =
      PolicySamples.endpoint("other", "10.1.0.3/24", List.of(), Map.of());

  private final Members members = PolicySamples.members(WEB, OTHER);

  private static NetworkEndpoint db(String... labels) {
    return PolicySamples.endpoint("db", "10.1.0.9/24", List.of(), PolicySamples.map(labels));
  }

  private Guard.Verdict judge(Guard guard, String from, int port) {
    return guard.judge(IpAddress.parse(from), port, Protocol.TCP, members);
  }

  private static Guard guard(Network network, NetworkEndpoint endpoint) {
    Guard guard = Guard.of(network, endpoint);
    assertNotNull(guard);
    return guard;
  }

  @Test
  void onlyWhatIsAllowedPassesAndTheRuleIsNamed() {
    Guard guard =
        guard(PLAIN, db("fairlead.allow", "from:www port:5432; cidr:10.1.0.3/32 port:80"));
    assertEquals(new Guard.Verdict(true, "from:www port:5432"), judge(guard, "10.1.0.2", 5432));
    assertFalse(judge(guard, "10.1.0.2", 5433).allowed());
    assertFalse(judge(guard, "10.1.0.2", 0).allowed(), "a ping has no port");
    assertFalse(judge(guard, "10.1.0.3", 5432).allowed());
    assertTrue(judge(guard, "10.1.0.3", 80).allowed());
    assertEquals("no rule of fairlead.allow allows it", judge(guard, "203.0.113.5", 80).rule());
  }

  @Test
  void aNetworkIsAllWhoAreOnIt() {
    Guard guard = guard(PLAIN, db("fairlead.allow", "network:backend"));
    assertTrue(judge(guard, "10.1.0.3", 1).allowed());
    assertFalse(judge(guard, "10.1.0.77", 1).allowed(), "nobody has this address");
    assertFalse(judge(guard(PLAIN, db("fairlead.allow", "network:ops")), "10.1.0.3", 1).allowed());
  }

  @Test
  void aDryRunOfTheContainerOrTheNetworkLetsAllPass() {
    Guard own = guard(PLAIN, db("fairlead.allow", "", "fairlead.policy-dry-run", "true"));
    assertTrue(judge(own, "10.1.0.3", 80).allowed());
    assertTrue(judge(own, "10.1.0.3", 80).rule().endsWith("and it is only counted"));
    Network counting = PolicySamples.network(Map.of("policy-dry-run", "true"));
    assertTrue(guard(counting, db("fairlead.allow", "nonsense")).dryRun());
  }

  @Test
  void anUnknownContainerIsClosedOnAStrictNetworkAlone() {
    NetworkEndpoint unknown = PolicySamples.unknown("10.1.0.9/24");
    assertNull(Guard.of(PLAIN, unknown));
    Guard closed = guard(PolicySamples.network(Map.of("policy", "strict")), unknown);
    assertFalse(judge(closed, "10.1.0.2", 80).allowed());
    assertTrue(closed.closed().contains("not known yet"), closed.closed());
    assertNull(Guard.of(PolicySamples.network(Map.of("policy", "strict")), db()));
    assertNull(Guard.of(PolicySamples.network(Map.of("policy", "open")), unknown));
  }

  @Test
  void aWrongLabelClosesItWithItsWords() {
    Guard guard = guard(PLAIN, db("fairlead.allow", "form:web"));
    assertFalse(judge(guard, "10.1.0.2", 80).allowed());
    assertTrue(judge(guard, "10.1.0.2", 80).rule().contains("'form:web' is not understood"));
  }
}
