package io.fairlead.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connection;
import io.fairlead.testkit.attach.MemorySandboxSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and runtimes attach, through the lives and deaths of agents and sandboxes. */
@SuppressWarnings("NullAway.Init") // made before each test
class ConnectionsTest {
  private static final String BOX = "/run/netns/box";

  @TempDir Path folder;

  private final MemorySandboxSide side = new MemorySandboxSide();
  private final List<Connected> written = new ArrayList<>();
  private OneNode node;
  private Attachments attachments;
  private Connections connections;

  @BeforeEach
  void open() {
    node = new OneNode(folder);
    side.begin(BOX);
    start();
  }

  /** An agent begins; what was there stays. */
  private void start() {
    attachments = node.agent();
    connections =
        Connections.open(
            new Connections.Surroundings(
                OneNode.NODE,
                attachments,
                side,
                Map.of("backend", node.backend, "both", node.both)::get),
            folder.resolve("connections"),
            new Numbers());
    attachments.tidy(Duration.ZERO);
  }

  private void restart() {
    attachments.close();
    start();
  }

  private static Connection wish(String target, String... addresses) {
    return new Connection(
        "attach:1",
        "",
        target,
        "netns " + BOX,
        BOX,
        "",
        null,
        List.of(addresses).stream().map(IpPrefix::parse).toList(),
        List.of(),
        new NetworkEndpoint.Attached("probe", "", List.of("www"), Map.of()));
  }

  private void nothingIsLeft() {
    assertEquals(List.of(), connections.all());
    assertEquals(List.of(), attachments.own());
    assertEquals(Map.of(), node.host.links());
    assertEquals(0, node.addresses.given().size());
    assertTrue(side.hostLinks().isEmpty());
    try (var files = Files.list(folder.resolve("connections"))) {
      assertEquals(List.of(), files.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEndpointIsMadeAndItsInterfaceIsPutIntoTheSandbox() {
    Connected made = connections.connect(wish("both", "10.2.0.7"));
    Connected.Placed placed = Objects.requireNonNull(side.interfaces(BOX).get("eth0"));
    assertEquals(made.placed(), placed);
    assertEquals("10.2.0.7/24", placed.addresses().getFirst().toString());
    assertEquals(2, placed.addresses().size(), "one of each family");
    assertEquals(2, placed.routes().size(), "a way out of each family");
    NetworkEndpoint endpoint = attachments.own().getFirst();
    assertEquals("probe", endpoint.container().name());
    assertEquals(List.of("www"), endpoint.container().aliases());
    assertEquals(NetworkEndpoint.State.JOINED, endpoint.state());
    assertEquals(Optional.empty(), connections.trouble("attach:1"));
    assertTrue(connections.disconnect("attach:1"));
    assertFalse(connections.disconnect("attach:1"));
    nothingIsLeft();
  }

  @Test
  void theSameAgainChangesNothingAndAnotherIsRefused() {
    Connected made = connections.connect(wish("backend"));
    assertEquals(made, connections.connect(wish("backend")));
    assertEquals(1, node.host.made());
    AttachRefused refused =
        assertThrows(AttachRefused.class, () -> connections.connect(wish("both")));
    assertTrue(refused.toString().contains("detach it there first"), refused.toString());
  }

  @Test
  void ofWhatFailsNothingIsLeft() {
    side.refuse("the kernel does not");
    assertThrows(AttachRefused.class, () -> connections.connect(wish("backend")));
    nothingIsLeft();
    assertThrows(AttachRefused.class, () -> connections.connect(wish("backend", "10.99.0.1")));
    assertThrows(AttachRefused.class, () -> connections.connect(wish("nowhere")));
    assertThrows(AttachRefused.class, () -> connections.connect(wish("ipvlan:eth0")));
    nothingIsLeft();
  }

  @Test
  void anAgentThatBeginsKeepsWhatIsWhole() {
    Connected made = connections.connect(wish("backend"));
    restart();
    assertEquals(List.of(made), connections.all());
    assertEquals(1, node.host.made(), "its traffic is not touched");
    connections.disconnect("attach:1");
    nothingIsLeft();
  }

  @Test
  void anAgentThatBeginsEndsWhatWasOnlyBegun() {
    connections.connect(wish("backend"));
    // It died between the link and the last word.
    Connected whole = written.getLast();
    Connected begun = new Connected(whole.wanted(), whole.namespace(), false, "", null);
    new ConnectionBook(folder.resolve("connections"), new Numbers()).put(begun);
    restart();
    nothingIsLeft();
  }

  @Test
  void aLostJournalOfEndpointsIsMadeGood() throws IOException {
    connections.connect(wish("backend"));
    attachments.close();
    Files.delete(node.journal);
    start();
    assertEquals(1, attachments.own().size());
    assertEquals("probe", attachments.own().getFirst().container().name());
    connections.disconnect("attach:1");
    nothingIsLeft();
  }

  @Test
  void whatASandboxHadEndsWithIt() {
    connections.connect(wish("backend"));
    connections.tend();
    assertEquals(1, connections.all().size());
    side.end(BOX);
    connections.tend();
    nothingIsLeft();
  }

  @Test
  void anotherSandboxOfTheSamePathIsAnother() {
    connections.connect(wish("backend"));
    side.begin(BOX);
    assertTrue(connections.trouble("attach:1").isPresent());
    Connected again = connections.connect(wish("backend"));
    assertEquals(Map.of("eth0", again.placed()), side.interfaces(BOX));
    assertEquals(1, attachments.own().size());
    side.begin(BOX);
    connections.tend();
    nothingIsLeft();
  }

  @Test
  void whatIsNotAsItWasMadeIsTold() {
    Connected made = connections.connect(wish("backend"));
    Connected.Placed was = Objects.requireNonNull(made.placed());
    assertTrue(
        trouble(
                new Connected.Placed(
                    was.name(),
                    was.mac(),
                    was.mtu(),
                    false,
                    was.mark(),
                    was.addresses(),
                    was.routes()))
            .contains("switched off"));
    assertTrue(
        trouble(
                new Connected.Placed(
                    was.name(), was.mac(), was.mtu(), true, "", was.addresses(), was.routes()))
            .contains("another"));
    assertTrue(
        trouble(
                new Connected.Placed(
                    was.name(), was.mac(), was.mtu(), true, was.mark(), List.of(), was.routes()))
            .contains("lost its address"));
    assertTrue(
        trouble(
                new Connected.Placed(
                    was.name(), was.mac(), was.mtu(), true, was.mark(), was.addresses(), List.of()))
            .contains("lost its route"));
    assertTrue(connections.trouble("attach:2").isPresent());
  }

  private String trouble(Connected.Placed changed) {
    side.put(BOX, changed);
    return connections.trouble("attach:1").orElse("");
  }

  @Test
  void linksAndBridgesOfTheHostNeedNoNetwork() {
    Connection bridge =
        new Connection(
            "attach:2",
            "",
            "bridge:br0",
            "netns " + BOX,
            BOX,
            "",
            null,
            List.of(IpPrefix.parse("10.9.0.2/24")),
            List.of(IpAddress.parse("10.9.0.1")),
            NetworkEndpoint.Attached.UNKNOWN);
    connections.connect(wish("macvlan:eth0", "192.0.2.9/24"));
    connections.connect(bridge);
    assertEquals(2, side.interfaces(BOX).size());
    assertEquals(1, side.hostLinks().size());
    assertEquals(List.of(), attachments.own());
    restart();
    connections.disconnect("attach:1");
    connections.disconnect("attach:2");
    assertFalse(
        side.interfaces(BOX).values().stream()
            .anyMatch(one -> one.addresses().toString().contains("192.0.2.9")));
    nothingIsLeft();
  }

  /** Writes down numbers, and remembers what they stand for. */
  private final class Numbers implements Codec<Connected> {
    @Override
    public byte[] encode(Connected one) {
      written.add(one);
      return Integer.toString(written.size() - 1).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Connected decode(byte[] bytes) {
      return written.get(Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)));
    }
  }
}
