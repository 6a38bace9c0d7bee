package io.fairlead.view.dns;

import static io.fairlead.testkit.catalog.NetworkSamples.network;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Health;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Revision;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.ResponseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as containers on networks of the cluster mean them. */
class NetworkNamesTest {
  private static final String APP = "10.1.0.10";
  private static final String HOST = "127.0.0.1";

  private final DnsView view = new DnsView(DnsOptions.of("internal", "host1"));

  /** {@code backend} and {@code front} on two hosts; {@code gate} is on both. */
  private static final Snapshot TOWN =
      snapshot(
          endpoint("host1", "backend", "10.1.0.10/16", null, "shop_app_1", "a1", "app"),
          endpoint("host2", "backend", "10.1.0.70/16", "fd01::70/64", "shop_app_2", "a2", "app"),
          endpoint("host2", "backend", "10.1.0.71/16", null, "shop_db_1", "d1", "db", "data.base"),
          endpoint("host1", "front", "10.2.0.10/16", null, "web", "w1"),
          endpoint("host1", "backend", "10.1.0.11/16", null, "gate", "g1"),
          endpoint("host1", "front", "10.2.0.11/16", null, "gate", "g1"));

  private static NetworkEndpoint endpoint(
      String node,
      String network,
      String v4,
      @Nullable String v6,
      String container,
      String id,
      String... aliases) {
    return new NetworkEndpoint(
        new EndpointId(node, network + "-" + container),
        network,
        null,
        IpPrefix.parse(v4),
        v6 == null ? null : IpPrefix.parse(v6),
        new NetworkEndpoint.Attached(container, id, List.of(aliases), Map.of()),
        List.of(),
        NetworkEndpoint.State.JOINED,
        Samples.CAUSE);
  }

  private static Snapshot snapshot(NetworkEndpoint... endpoints) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.PutNetwork(network("backend", "10.1.0.0/16", "fd01::/64")));
    changes.add(new Change.PutNetwork(network("front", "10.2.0.0/16")));
    for (NetworkEndpoint endpoint : endpoints) {
      changes.add(new Change.PutEndpoint(endpoint));
    }
    return Snapshot.empty().with(new Revision(1), changes);
  }

  private String ask(Snapshot snapshot, String name, String type, String caller) {
    return Asking.resolve(view, name, type, IpAddress.parse(caller), snapshot)
        .map(NetworkNamesTest::shown)
        .orElse("forward");
  }

  private static String shown(Answer answer) {
    return answer.code() == ResponseCode.NXDOMAIN
        ? "no such name"
        : answer.answers().stream()
            .map(record -> record.data().text())
            .sorted()
            .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop_db_1 | 10.1.0.71",
        "db        | 10.1.0.71",
        "DB        | 10.1.0.71",
        "app       | 10.1.0.10, 10.1.0.70",
        "data.base | 10.1.0.71",
        "db.backend | 10.1.0.71",
        "app.front | forward",
      })
  void containersOnTheCallersNetworkAreFoundByNameAndAliasOnEveryHost(
      String name, String expected) {
    assertEquals(expected, ask(TOWN, name, "A", APP));
  }

  @Test
  void oneOnAnotherNetworkIsNotFound() {
    assertEquals("forward", ask(TOWN, "web", "A", APP));
    assertEquals("forward", ask(TOWN, "db", "A", "10.2.0.10"));
  }

  @Test
  void aContainerOnSeveralNetworksFindsWhatIsOnAnyOfThem() {
    for (String caller : List.of("10.1.0.11", "10.2.0.11")) {
      assertEquals("10.1.0.71", ask(TOWN, "db", "A", caller));
      assertEquals("10.2.0.10", ask(TOWN, "web", "A", caller));
    }
  }

  @Test
  void aNameHasTheAddressesOfTheFamilyThatIsAskedFor() {
    assertEquals("fd01::70", ask(TOWN, "app", "AAAA", APP));
    assertEquals("", ask(TOWN, "db", "AAAA", APP), "it is there, without an address of IPv6");
  }

  @Test
  void whoIsOnNoNetworkFindsNothingByTheseNames() {
    assertEquals("forward", ask(TOWN, "db", "A", HOST));
    assertEquals("forward", ask(TOWN, "shop_db_1", "A", HOST));
  }

  @Test
  void whatDoesNotServeIsLeftOutUnlessNothingElseIsThere() {
    Snapshot sick =
        TOWN.with(
            new Revision(2),
            List.of(
                new Change.PutInstance(
                    Draft.of("i1", "shop/app", "10.1.0.10").health(Health.FAILING).instance())));
    assertEquals("10.1.0.70", ask(sick, "app", "A", APP));
    Snapshot both =
        sick.with(
            new Revision(3),
            List.of(
                new Change.PutInstance(
                    Draft.of("i2", "shop/app", "10.1.0.70").health(Health.FAILING).instance())));
    assertEquals("10.1.0.10, 10.1.0.70", ask(both, "app", "A", APP));
  }

  @Test
  void aServiceIsHeardOfWhereItSharesANetworkOrIsOnNone() {
    Snapshot services =
        TOWN.with(
            new Revision(2),
            List.of(
                new Change.PutInstance(
                    Draft.of("f", "hidden", "10.2.0.10")
                        .cluster("front", "10.2.0.10/16", null)
                        .instance()),
                new Change.PutInstance(
                    Draft.of("b", "shared", "10.1.0.71")
                        .cluster("backend", "10.1.0.71/16", null)
                        .instance()),
                new Change.PutInstance(Draft.of("h", "printer", "192.0.2.9").instance())));
    assertEquals("forward", ask(services, "hidden", "A", APP));
    assertEquals("10.2.0.10", ask(services, "hidden", "A", HOST));
    assertEquals("10.1.0.71", ask(services, "shared", "A", APP));
    assertEquals("192.0.2.9", ask(services, "printer", "A", APP));
  }
}
