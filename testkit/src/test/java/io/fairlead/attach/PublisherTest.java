package io.fairlead.attach;

import static io.fairlead.attach.OneNode.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostPorts;
import io.fairlead.spi.Lease;
import io.fairlead.spi.PortWish;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Wish;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.testkit.attach.MemoryHostPorts;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published ports of one node: chosen, kept, given back. */
class PublisherTest {
  private static final EndpointId WEB = id("web");
  private static final EndpointId DB = id("db");

  @TempDir private Path folder;
  private OneNode node;
  private MemoryStore store;
  private Attachments agent;
  private Publisher publisher;
  private final MemoryHostPorts ports = new MemoryHostPorts();
  private @Nullable String refusal;

  @BeforeEach
  void start() {
    node = new OneNode(folder);
    store = new MemoryStore(node.time);
    open();
    join(WEB, "backend");
    join(DB, "both");
  }

  @AfterEach
  void end() {
    agent.close();
    store.close();
  }

  private void open() {
    agent = node.agent();
    publisher =
        new Publisher(
            new Publisher.Surroundings(
                agent,
                Map.of("backend", node.backend, "both", node.both, "alone", node.alone)::get,
                ports,
                new ClusterPorts(OneNode.NODE, store),
                this::kernel,
                node.time));
    publisher.settle();
  }

  private void kernel() {
    if (refusal != null) {
      throw KernelException.unseen(refusal, new IllegalStateException(refusal));
    }
  }

  private void join(EndpointId id, String network) {
    agent.create(Wish.of(id, network, "docker run"));
    agent.join(id, "/run/netns/" + id.id());
  }

  private static PortWish tcp(int from, int to, int port) {
    return new PortWish(Protocol.TCP, null, from, to, port);
  }

  private static PortWish at(String address, int from, int port) {
    return new PortWish(Protocol.TCP, IpAddress.parse(address), from, from, port);
  }

  private List<Integer> numbers(EndpointId id) {
    return ports(id).stream().map(PublishedPort::hostPort).toList();
  }

  private List<PublishedPort> ports(EndpointId id) {
    return agent.own().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .map(NetworkEndpoint::ports)
        .orElse(List.of());
  }

  private String refused(EndpointId id, PortWish... wishes) {
    return String.valueOf(
        assertThrows(AttachRefused.class, () -> publisher.publish(id, List.of(wishes)))
            .getMessage());
  }

  @Test
  void aPortIsKeptOnAllAddressesOfTheFamiliesThatTheContainerHas() {
    publisher.publish(WEB, List.of(tcp(8080, 8080, 80)));
    publisher.publish(DB, List.of(tcp(9090, 9090, 80), at("127.0.0.1", 9091, 80)));
    assertEquals(
        List.of("0.0.0.0 8080/tcp", "0.0.0.0 9090/tcp", "127.0.0.1 9091/tcp", ":: 9090/tcp"),
        ports.held());
    assertEquals(List.of(8080), numbers(WEB));
    assertEquals(2, node.told.all().stream().filter(one -> !one.ports().isEmpty()).count());
  }

  @Test
  void whoHasAPortIsSaidAndNothingIsLeftOfTheRest() throws Exception {
    publisher.publish(WEB, List.of(tcp(8080, 8080, 80)));
    assertEquals(
        "port 8080/tcp is taken by endpoint web on network backend; publish another one, or stop"
            + " who has it",
        refused(DB, tcp(7070, 7070, 70), tcp(8080, 8080, 80)));
    assertEquals(List.of("0.0.0.0 8080/tcp"), ports.held());
    assertEquals(List.of(), ports(DB));
    try (HostPorts.Hold _ = ports.hold(Protocol.TCP, IpAddress.parse("192.0.2.1"), 9090)) {
      assertEquals(
          "port 9090/tcp is taken by process nginx (7); publish another one, or stop who has it",
          refused(DB, tcp(9090, 9090, 80)));
    }
    publisher.publish(DB, List.of(tcp(9090, 9090, 80)));
  }

  @Test
  void theAddressOfAContainerThatIsRefusedItsPortNeedNotRest() {
    publisher.publish(DB, List.of(tcp(8080, 8080, 80)));
    refused(WEB, tcp(8080, 8080, 80));
    agent.remove(WEB);
    assertEquals(Set.of(), node.addresses.rests());
  }

  @Test
  void theAddressOfARunningContainerRestsWhateverItIsRefused() {
    publisher.publish(DB, List.of(tcp(8080, 8080, 80)));
    agent.describe(WEB, new NetworkEndpoint.Attached("web", "c0ffee", List.of(), Map.of()));
    refused(WEB, tcp(8080, 8080, 80));
    agent.remove(WEB);
    assertEquals(Set.of("backend 10.1.0.2"), node.addresses.rests());
  }

  @Test
  void onePortOnTwoAddressesIsTwo() {
    publisher.publish(WEB, List.of(at("192.0.2.1", 80, 80), at("192.0.2.2", 80, 81)));
    publisher.publish(DB, List.of(at("192.0.2.3", 80, 80), at("::", 80, 80)));
    assertEquals(4, ports.held().size());
    assertEquals(
        "port 80/tcp is taken by endpoint db on network both; publish another one, or stop who"
            + " has it",
        refused(WEB, at("192.0.2.3", 80, 80)));
    assertEquals(
        "port 81/tcp is wanted on fd00::1, and the container has no address of that family on"
            + " network backend; publish it on an address of the other",
        refused(WEB, at("fd00::1", 81, 80)));
  }

  @Test
  void aRangeGivesItsFirstFreePortAndAnyIsOfTheKernelsRange() {
    publisher.publish(WEB, List.of(tcp(8000, 8001, 80), tcp(0, 0, 80), tcp(0, 0, 81)));
    assertEquals(List.of(8000, 32768, 32769), numbers(WEB));
    publisher.publish(DB, List.of(tcp(8000, 8001, 80), tcp(0, 0, 80)));
    assertEquals(List.of(8001, 32770), numbers(DB));
    join(id("late"), "backend");
    assertEquals(
        "no port of 8000-8001/tcp is free (8001/tcp is taken by endpoint db on network both);"
            + " publish others",
        refused(id("late"), tcp(8000, 8001, 80)));
    publisher.publish(id("late"), List.of(tcp(0, 0, 80)));
    assertEquals(List.of(32771), numbers(id("late")));
    publisher.withdraw(WEB);
    publisher.publish(WEB, List.of(tcp(0, 0, 80)));
    assertEquals(List.of(32768), numbers(WEB), "from the start again");
  }

  @Test
  void anyPortIsTheSameInBothFamilies() {
    publisher.publish(
        DB,
        List.of(
            new PortWish(Protocol.TCP, IpAddress.parse("0.0.0.0"), 0, 0, 80),
            new PortWish(Protocol.TCP, IpAddress.parse("::"), 0, 0, 80)));
    assertEquals(List.of(32768, 32768), numbers(DB));
  }

  @Test
  void theNextAgentHasTheSamePorts() {
    publisher.publish(WEB, List.of(tcp(0, 0, 80), tcp(8080, 8080, 80)));
    agent.close();
    ports.clear();
    open();
    assertEquals(List.of(32768, 8080), numbers(WEB));
    assertEquals(List.of("0.0.0.0 32768/tcp", "0.0.0.0 8080/tcp"), ports.held());
    publisher.publish(WEB, List.of(tcp(0, 0, 80), tcp(8080, 8080, 80)));
    assertEquals(List.of(32768, 8080), numbers(WEB), "the same again where the engine asks again");
  }

  @Test
  void whoTookAPortWhileNoAgentRanIsComplainedOf() throws Exception {
    publisher.publish(WEB, List.of(tcp(8080, 8080, 80)));
    agent.close();
    ports.clear();
    HostPorts.Hold thief = ports.hold(Protocol.TCP, IpAddress.parse("0.0.0.0"), 8080);
    open();
    assertEquals(List.of("8080/tcp"), List.copyOf(publisher.complaints().keySet()));
    assertEquals(List.of(8080), numbers(WEB), "its traffic goes on");
    thief.close();
    publisher.settle();
    assertEquals(Map.of(), publisher.complaints());
  }

  @Test
  void portsEndWithWhatTheyLeadTo() {
    publisher.publish(WEB, List.of(tcp(8080, 8080, 80)));
    publisher.withdraw(WEB);
    publisher.withdraw(WEB);
    assertEquals(List.of(), ports.held());
    publisher.publish(WEB, List.of(tcp(8080, 8080, 80)));
    agent.leave(WEB);
    assertEquals(List.of(), ports(WEB));
    publisher.settle();
    assertEquals(List.of(), ports.held());
    assertEquals("no container is on web; join it first", refused(WEB, tcp(80, 80, 80)));
  }

  @Test
  void aClaimInTheClusterIsGivenBackAtOnceHoweverShortItWas() throws Exception {
    Lease lease = store.grant(Duration.ofMinutes(1));
    store.commit(Txn.of(lease.id(), new Txn.Op.Put("nodes/host1", new byte[0])));
    store.commit(Txn.of(lease.id(), new Txn.Op.Put("ports/tcp/9", "host1/old".getBytes(UTF_8))));
    Thread keeping = Thread.ofPlatform().daemon().start(this::keep);
    Patience.until(() -> claims().isEmpty()); // it has looked, and there is nothing any more
    join(id("one"), "alone");
    publisher.publish(id("one"), List.of(tcp(8080, 8080, 80)));
    assertEquals(List.of("ports/tcp/8080"), claims());
    publisher.withdraw(id("one"));
    Patience.until(() -> claims().isEmpty());
    keeping.interrupt();
    keeping.join();
  }

  private List<String> claims() {
    return store.read("ports/", null).entries().stream().map(Store.Entry::key).toList();
  }

  private void keep() {
    try {
      publisher.keep();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatTheKernelRefusesIsNotPublished() {
    refusal = "nft is missing; install libnftables1";
    assertEquals(
        "the ports cannot be published: nft is missing; install libnftables1",
        refused(WEB, tcp(8080, 8080, 80)));
    assertEquals(List.of(), ports(WEB));
    assertEquals(List.of(), ports.held());
  }
}
