package io.fairlead.source.docker;

import static io.fairlead.source.docker.Recorded.ALONE;
import static io.fairlead.source.docker.Recorded.CAUSE;
import static io.fairlead.source.docker.Recorded.HOST_RULES;
import static io.fairlead.source.docker.Recorded.RULES;
import static io.fairlead.source.docker.Recorded.facts;
import static io.fairlead.source.docker.Recorded.labelled;
import static io.fairlead.source.docker.Recorded.lines;
import static io.fairlead.source.docker.Recorded.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.CheckState;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Health;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.Registration;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.Mapping.Mapped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MappingTest {
  @Test
  void exposedAndPublishedPortsAreRegisteredAtTheContainersOwnAddress() {
    Mapped mapped = map(facts("published"));
    assertEquals(
        List.of(
            "host1:web:443 default/web-443 172.31.0.2 443",
            "host1:web:53:udp default/web-53 172.31.0.2 53",
            "host1:web:80 default/site 172.31.0.2 80",
            "host1:web:9000 default/web-9000 172.31.0.2 9000"),
        lines(mapped));
    assertTrue(mapped.remarks().contains("port 9/sctp is not registered: only tcp and udp are"));
  }

  @Test
  void allNetworksAreEndpointsInTheSameOrderEachTime() {
    Registration web = map(facts("published")).registrations().getFirst();
    assertEquals(
        List.of(
            "backend 172.31.0.2/16 null",
            "n6 172.30.0.2/16 fd00:5::2/64",
            "bridge 172.17.0.2/16 null"),
        web.endpoints().stream().map(e -> e.network() + " " + e.v4() + " " + e.v6()).toList());
  }

  @Test
  void thePreferredNetworkGoesFirst() {
    Registration web =
        map(labelled(facts("published"), "fairlead.network", "n6")).registrations().getFirst();
    assertEquals("n6", web.endpoints().getFirst().network());
    assertEquals("172.30.0.2", web.address().toString());
  }

  @Test
  void aPreferredNetworkThatItIsNotOnIsRemarked() {
    Mapped mapped = map(labelled(facts("published"), "fairlead.network", "nowhere"));
    assertEquals(4, mapped.registrations().size());
    assertTrue(
        mapped
            .remarks()
            .contains("label fairlead.network: it is not attached to a network 'nowhere'"));
  }

  @Test
  void hostAddressesAreThoseOfThePublishedPorts() {
    Mapped mapped = Mapping.map(facts("published"), HOST_RULES, ALONE);
    assertEquals(
        List.of(
            "host1:web:53:udp default/web-53 192.0.2.1 5353",
            "host1:web:80 default/site 192.0.2.1 8080"),
        lines(mapped));
    assertTrue(
        mapped
            .remarks()
            .contains(
                "port 9000/TCP is not registered: it is not published, and its host's address was"
                    + " asked for"));
    assertTrue(
        mapped
            .remarks()
            .contains(
                "port 443/TCP is not registered: it is published on the loopback address only"));
    assertEquals(List.of(), mapped.registrations().getFirst().endpoints());
  }

  @Test
  void aLabelChoosesTheAddressOfOneContainerOrPort() {
    assertEquals(
        List.of(
            "host1:web:53:udp default/web-53 192.0.2.1 5353",
            "host1:web:80 default/site 192.0.2.1 8080"),
        lines(map(labelled(facts("published"), "fairlead.address", "host"))));
    assertTrue(
        lines(map(labelled(facts("published"), "fairlead.80.address", "host")))
            .contains("host1:web:80 default/site 192.0.2.1 8080"));
  }

  @Test
  void composeNamesTheServiceAndItsNamespace() {
    assertEquals(
        List.of("host1:shop-api-1:8000 shop/api 172.19.0.2 8000"), lines(map(facts("compose"))));
  }

  @Test
  void swarmNamesTheServiceWithoutItsStackAndItsNetworkReachesTheCluster() {
    Mapped mapped = map(facts("swarm"));
    Registration db = mapped.registrations().getFirst();
    assertEquals("shop/db", db.service().toString());
    assertEquals(List.of("sql"), db.tags());
    assertEquals(
        List.of("front CLUSTER"),
        db.endpoints().stream().map(e -> e.network() + " " + e.scope()).toList());
  }

  @Test
  void aContainerWithoutPortsStillHasAName() {
    assertEquals(List.of("host1:plain default/bb 172.17.0.3 0"), lines(map(facts("paused"))));
  }

  @Test
  void onTheHostsNetworkWhatItListensOnIsRegisteredAndNothingElse() {
    Set<ContainerPort> listening =
        Set.of(new ContainerPort(8080, Protocol.TCP), new ContainerPort(53, Protocol.UDP));
    Mapped mapped =
        Mapping.map(
            facts("host"), RULES, new Circumstances(null, Optional.of(listening), false, CAUSE));
    assertEquals(
        List.of(
            "host1:hostnet:53:udp default/bb 192.0.2.1 53",
            "host1:hostnet:8080 default/bb 192.0.2.1 8080"),
        lines(mapped));
    Endpoint host = mapped.registrations().getFirst().endpoints().getFirst();
    assertEquals(
        "host 192.0.2.1/32 2001:db8::1/128", host.network() + " " + host.v4() + " " + host.v6());
  }

  @Test
  void onTheHostsNetworkOnlyNamedPortsCountWhereListeningCannotBeSeen() {
    Mapped mapped = map(facts("host"));
    assertEquals(List.of("host1:hostnet:80 default/site 192.0.2.1 80"), lines(mapped));
    assertTrue(mapped.remarks().getFirst().startsWith("its listening ports cannot be read"));
  }

  @Test
  void withoutANetworkNothingIsRegistered() {
    Mapped mapped = map(facts("none"));
    assertEquals(List.of(), mapped.registrations());
    assertEquals(List.of("not registered: network mode none has no address"), mapped.remarks());
  }

  @Test
  void whatJoinsAnotherContainersNetworkHasItsAddressAndItsOwnPorts() {
    Mapped mapped =
        Mapping.map(
            labelled(facts("joined"), "fairlead.name", "exporter"),
            RULES,
            new Circumstances(facts("compose"), Optional.empty(), false, CAUSE));
    assertTrue(lines(mapped).contains("host1:side:9102 default/exporter 172.19.0.2 9102"));
    assertEquals(
        "shop_default", mapped.registrations().getFirst().endpoints().getFirst().network());
  }

  @Test
  void whatJoinsAContainerThatDoesNotRunIsNotRegistered() {
    Mapped mapped = map(facts("joined"));
    assertEquals(List.of(), mapped.registrations());
    assertEquals(
        "not registered: it has joined a container that does not run", mapped.remarks().getLast());
  }

  @Test
  void whatJoinsTheHostsNetworkThroughAnotherListensThereToo() {
    Set<ContainerPort> listening = Set.of(new ContainerPort(9102, Protocol.TCP));
    Mapped mapped =
        Mapping.map(
            facts("joined"),
            RULES,
            new Circumstances(facts("host"), Optional.of(listening), false, CAUSE));
    assertEquals(List.of("host1:side:9102 default/web 192.0.2.1 9102"), lines(mapped));
  }

  @Test
  void aPausedContainerFails() {
    CheckState state = map(facts("paused")).registrations().getFirst().states().getFirst();
    assertEquals(
        new CheckState("container", "container", Health.FAILING, CAUSE.at(), "paused"), state);
  }

  @Test
  void theHealthcheckIsAStateWithItsLastOutput() {
    ContainerFacts sick = facts("unhealthy");
    CheckState state = map(sick).registrations().getFirst().states().getLast();
    assertEquals("healthcheck FAILING", state.kind() + " " + state.health());
    assertEquals("cannot reach the database", state.output());
  }

  @Test
  void howItIsToldToStopIsKnown() {
    assertEquals(new ContainerFacts.Stop(3, Duration.ofSeconds(30)), facts("unhealthy").stop());
    assertEquals(new ContainerFacts.Stop(15, Duration.ofSeconds(10)), facts("compose").stop());
  }

  @Test
  void whatHasEndedIsNotAlive() {
    assertFalse(facts("ended").alive());
    assertTrue(facts("paused").alive());
  }

  @Test
  void moreThanEnoughPortsAreCutWithARemark() {
    Set<ContainerPort> many = new TreeSet<>();
    IntStream.rangeClosed(1, 1000).forEach(port -> many.add(new ContainerPort(port, Protocol.TCP)));
    Mapped mapped = map(Recorded.exposing(facts("compose"), many));
    assertEquals(Mapping.MOST_PORTS, mapped.registrations().size());
    assertEquals(List.of("only the first 256 of 1000 ports are registered"), mapped.remarks());
  }
}
