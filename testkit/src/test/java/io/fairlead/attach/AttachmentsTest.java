package io.fairlead.attach;

import static io.fairlead.attach.OneNode.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Wish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentsTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final EndpointId WEB = id("web");

  @TempDir private Path folder;
  private OneNode node;
  private Attachments agent;

  @BeforeEach
  void start() {
    node = new OneNode(folder);
    agent = node.agent();
    agent.tidy(LONG);
  }

  @AfterEach
  void end() {
    agent.close();
  }

  private void restart() {
    agent.close();
    agent = node.agent();
  }

  @Test
  void anEndpointHasItsAddressAndAHardwareAddressMadeFromIt() {
    NetworkEndpoint made = agent.create(Wish.of(WEB, "backend", "docker run"));
    assertEquals(IpPrefix.parse("10.1.0.2/24"), made.v4());
    assertNull(made.v6());
    assertEquals(Mac.parse("02:42:0a:01:00:02"), made.mac());
    assertEquals(NetworkEndpoint.State.CREATED, made.state());
    assertEquals("docker run", made.cause().what());
    assertEquals(List.of(made), node.told.all());
    assertEquals(Map.of("backend 10.1.0.2", "host1/web"), node.addresses.given());
  }

  @Test
  void anEndpointOfTwoFamiliesHasAnAddressOfEach() {
    NetworkEndpoint made = agent.create(Wish.of(WEB, "both", "docker run"));
    assertEquals(2, made.addresses().size());
    agent.remove(WEB);
    assertEquals(Map.of(), node.addresses.given());
  }

  @Test
  void joiningMakesTheHostsSideAndLeavingTakesItAway() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    Interface end = agent.join(WEB, "/run/netns/web");
    assertEquals(LinkNames.movedEnd(WEB), end.link());
    assertEquals(15, end.link().length());
    assertEquals(IpAddress.parse("10.1.0.1"), end.gateway());
    assertTrue(node.host.has(WEB));
    assertEquals(NetworkEndpoint.State.JOINED, node.told.all().getFirst().state());
    agent.leave(WEB);
    assertFalse(node.host.has(WEB));
    assertEquals(NetworkEndpoint.State.CREATED, node.told.all().getFirst().state());
    agent.remove(WEB);
    assertEquals(List.of(), node.told.all());
    assertEquals(Map.of(), node.addresses.given());
  }

  @Test
  void doingItTwiceIsDoingItOnce() {
    NetworkEndpoint made = agent.create(Wish.of(WEB, "backend", "docker run"));
    assertEquals(made, agent.create(Wish.of(WEB, "backend", "again")));
    assertEquals(agent.join(WEB, "/run/netns/web"), agent.join(WEB, "/run/netns/web"));
    assertEquals(1, node.host.made());
    agent.leave(WEB);
    agent.leave(WEB);
    agent.remove(WEB);
    agent.remove(WEB);
    agent.leave(WEB);
    assertEquals(List.of(), agent.own());
  }

  @Test
  void anEndpointOfOneNetworkCannotBeMadeOnAnother() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    String said =
        assertThrows(AttachRefused.class, () -> agent.create(Wish.of(WEB, "both", "again")))
            .getMessage();
    assertEquals("endpoint web is on network backend already; remove it there first", said);
  }

  @Test
  void whatCannotBeJoinedLeavesNothing() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    node.host.fail("the kernel has no veth; load the module");
    String said =
        assertThrows(AttachRefused.class, () -> agent.join(WEB, "/run/netns/web")).getMessage();
    assertEquals("the kernel has no veth; load the module", said);
    assertEquals(NetworkEndpoint.State.CREATED, agent.own().getFirst().state());
    assertEquals(Map.of(), node.host.links());
    node.host.fail(null);
    assertNotNull(agent.join(WEB, "/run/netns/web"));
  }

  @Test
  void nothingIsMadeOnANetworkThatIsNotThereOrIsFull() {
    assertThrows(AttachRefused.class, () -> agent.create(Wish.of(WEB, "nowhere", "docker run")));
    assertThrows(AttachRefused.class, () -> agent.join(WEB, "/run/netns/web"));
    Wish wrong =
        new Wish(
            WEB,
            "both",
            null,
            null,
            IpPrefix.parse("fd00:3::1/64"),
            NetworkEndpoint.Attached.UNKNOWN,
            List.of(),
            "docker run --ip6");
    assertThrows(AttachRefused.class, () -> agent.create(wrong));
    assertEquals(Map.of(), node.addresses.given(), "the address of the other family came back");
    assertEquals(List.of(), agent.own());
  }

  @Test
  void anAddressReservedBeforeIsTheEndpointsUntilItIsSaidToBeFree() {
    IpPrefix reserved = agent.reserve("backend", any());
    agent.create(wish(WEB, reserved));
    assertEquals(Map.of("backend 10.1.0.2", "host1/web"), node.addresses.given());
    agent.remove(WEB);
    assertEquals(
        IpPrefix.parse("10.1.0.3/24"),
        agent.reserve("backend", any()),
        "the first is not said to be free yet");
    agent.free("backend", reserved.address());
    assertEquals(reserved, agent.reserve("backend", any()));
  }

  @Test
  void anAddressThatIsSaidToBeFreeEndsTheEndpointThatHasIt() {
    IpPrefix reserved = agent.reserve("backend", any());
    agent.create(wish(WEB, reserved));
    agent.join(WEB, "/run/netns/web");
    agent.free("backend", reserved.address());
    assertEquals(List.of(), agent.own());
    assertEquals(Map.of(), node.host.links());
    assertEquals(Map.of(), node.addresses.given());
  }

  @Test
  void whatWasReservedAndNeverUsedComesBackAfterAWhile() {
    agent.reserve("backend", any());
    agent.tidy(LONG);
    assertEquals(1, node.addresses.given().size());
    node.time.advance(LONG.plusSeconds(1));
    agent.tidy(LONG);
    assertEquals(Map.of(), node.addresses.given());
  }

  @Test
  void anAddressRestsOnlyWhereAContainerCameUpWithIt() {
    IpPrefix reserved = agent.reserve("backend", any());
    agent.free("backend", reserved.address());
    assertEquals(Set.of(), node.addresses.rests(), "it became no endpoint");

    agent.create(wish(WEB, agent.reserve("backend", any())));
    agent.remove(WEB);
    agent.free("backend", reserved.address());
    assertEquals(Set.of(), node.addresses.rests(), "it was not joined");

    agent.create(Wish.of(WEB, "backend", "docker run"));
    node.host.fail("the kernel has no veth; load the module");
    assertThrows(AttachRefused.class, () -> agent.join(WEB, "/run/netns/web"));
    node.host.fail(null);
    agent.remove(WEB);
    assertEquals(Set.of(), node.addresses.rests(), "it could not be joined");

    agent.create(wish(WEB, agent.reserve("backend", any())));
    agent.join(WEB, "/run/netns/web");
    agent.refused(WEB);
    agent.leave(WEB);
    agent.remove(WEB);
    agent.free("backend", reserved.address());
    assertEquals(Set.of(), node.addresses.rests(), "something else of it was refused");

    agent.create(wish(WEB, agent.reserve("backend", any())));
    agent.join(WEB, "/run/netns/web");
    agent.leave(WEB);
    agent.remove(WEB);
    agent.free("backend", reserved.address());
    assertEquals(Set.of("backend 10.1.0.2"), node.addresses.rests(), "it was up");
  }

  @Test
  void whatAnAgentBeforeMadeMayHaveBeenUsed() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    restart();
    agent.remove(WEB);
    assertEquals(Set.of("backend 10.1.0.2"), node.addresses.rests());
  }

  @Test
  void whoItBelongsToIsToldOnceItIsKnown() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    NetworkEndpoint.Attached who =
        new NetworkEndpoint.Attached("shop-web-1", "c0ffee", List.of("web"), Map.of());
    agent.describe(WEB, who);
    assertEquals(who, node.told.all().getFirst().container());
    agent.describe(id("gone"), who);
    restart();
    assertEquals(who, agent.own().getFirst().container());
  }

  @Test
  void theNextAgentGoesOnAndTouchesNothing() {
    agent.create(Wish.of(WEB, "backend", "docker run"));
    agent.join(WEB, "/run/netns/web");
    agent.create(Wish.of(id("db"), "backend", "docker run"));
    agent.remove(id("db"));
    List<NetworkEndpoint> before = agent.own();
    restart();
    assertEquals(before, agent.own());
    assertEquals(before, node.told.all());
    assertEquals("/run/netns/web", agent.sandbox(WEB));
    assertEquals(Map.of("backend 10.1.0.2", "host1/web"), node.addresses.given());
    assertEquals(1, node.host.made());
  }

  @Test
  void whereTheJournalIsLostWhatIsThereIsTakenOver() throws Exception {
    NetworkEndpoint made = agent.create(Wish.of(WEB, "backend", "docker run"));
    agent.create(Wish.of(id("over"), "backend", "docker run"));
    agent.join(WEB, "/run/netns/web");
    agent.close();
    Files.delete(node.journal);
    agent = node.agent();
    assertEquals(2, node.addresses.given().size(), "nothing comes back before all was told");
    assertEquals(2, node.told.all().size());
    agent.adopt(wish(WEB, IpPrefix.parse("10.1.0.2/24")), "/run/netns/web");
    agent.tidy(LONG);
    assertEquals(made.v4(), agent.own().getFirst().v4());
    assertEquals(NetworkEndpoint.State.JOINED, agent.own().getFirst().state());
    assertEquals(1, node.host.made(), "its traffic was not touched");
    assertEquals(Map.of("backend 10.1.0.2", "host1/web"), node.addresses.given());
    assertEquals(1, node.told.all().size());
  }

  private static Wish wish(EndpointId id, IpPrefix v4) {
    return new Wish(
        id, "backend", null, v4, null, NetworkEndpoint.Attached.UNKNOWN, List.of(), "docker run");
  }

  private static Addresses.Wanted any() {
    return new Addresses.Wanted(false, null, null, "", "");
  }
}
