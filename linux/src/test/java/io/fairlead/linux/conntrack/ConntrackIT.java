package io.fairlead.linux.conntrack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.FlowMessage;
import io.fairlead.wire.netlink.FlowMessage.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flows of a real kernel, and conntrack(8) as an independent reader of them. */
@SuppressWarnings("NullAway.Init") // set before each test
class ConntrackIT {
  private static final int UDP = FlowMessage.UDP;

  private Ground ground;
  private Path host;
  private NetworkNamespace namespace;
  private Conntrack flows;

  @BeforeEach
  void open() {
    ground = new Ground();
    host = ground.pin();
    namespace = ground.open(host);
    Ground.ip(host, "link", "set", "lo", "up");
    lead("127.0.0.2", "::1");
    flows = new Conntrack(namespace);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  /** What is sent to port 53 goes to port 54 of these. */
  private void lead(String v4, String v6) {
    Ground.inside(
        host,
        "nft",
        """
        add table inet lead
        delete table inet lead
        table inet lead {
          chain out {
            type nat hook output priority -100
            meta l4proto udp ip daddr 127.0.0.0/8 udp dport 53 dnat ip to %s:54
            meta l4proto udp udp dport 53 dnat ip6 to [%s]:54
          }
        }
        """
            .formatted(v4, v6));
  }

  private <T> T within(Opening<T> opening) {
    return namespace.call(
        () -> {
          try {
            return opening.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private DatagramSocket at(String address, int port) {
    return within(() -> new DatagramSocket(port, InetAddress.getByName(address)));
  }

  private static void send(DatagramSocket from, String to, int port) throws IOException {
    from.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(to, port)));
  }

  private static boolean receives(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(5000);
    socket.receive(new DatagramPacket(new byte[9], 9));
    return true;
  }

  private static List<FlowMessage> led(List<FlowMessage> all) {
    return all.stream().filter(one -> (one.status() & FlowMessage.LED) != 0).toList();
  }

  @Test
  void flowsThatWereLedElsewhereAreListedByFamily() throws IOException {
    try (DatagramSocket v4 = at("127.0.0.1", 0);
        DatagramSocket v6 = at("::1", 0)) {
      send(v4, "127.0.0.1", 53);
      send(v4, "127.0.0.1", 99);
      send(v6, "::1", 53);
      List<FlowMessage> all = flows.list(Filter.led(false));
      assertEquals(1, all.size(), all.toString());
      FlowMessage one = all.getFirst();
      assertEquals(
          new FlowMessage.Tuple(
              UDP, address("127.0.0.1"), v4.getLocalPort(), address("127.0.0.1"), 53),
          one.original());
      assertEquals(address("127.0.0.2"), one.reply().source());
      assertEquals(54, one.reply().sourcePort());
      assertEquals(1, flows.list(Filter.led(true)).size());
      assertEquals(2, flows.list(new Filter(false, 0, UDP, null, 0, null)).size());
    }
  }

  @Test
  void flowsAreListedByWhereTheyWereSentAndWhoAnswers() throws IOException {
    try (DatagramSocket client = at("127.0.0.1", 0)) {
      send(client, "127.0.0.1", 53);
      send(client, "127.0.0.3", 53);
      send(client, "127.0.0.1", 99);
      IpAddress to = address("127.0.0.1");
      IpAddress by = address("127.0.0.2");
      assertEquals(1, flows.list(new Filter(false, 0, UDP, to, 53, by)).size());
      assertEquals(2, flows.list(new Filter(false, 0, UDP, null, 53, by)).size());
      assertEquals(2, flows.list(new Filter(false, 0, UDP, to, 0, null)).size());
      assertEquals(0, flows.list(new Filter(false, 0, FlowMessage.TCP, to, 53, by)).size());
      assertEquals(0, flows.list(new Filter(true, 0, UDP, null, 53, null)).size());
    }
  }

  @Test
  void aFlowThatWasForgottenGoesWhereTheRulesLeadNow() throws IOException {
    for (boolean v6 : new boolean[] {false, true}) {
      String self = v6 ? "::1" : "127.0.0.1";
      Ground.ip(host, "address", "add", v6 ? "fd00::3/128" : "127.0.0.3/32", "dev", "lo");
      lead("127.0.0.2", "::1");
      try (DatagramSocket client = at(self, 0);
          DatagramSocket before = at(v6 ? "::1" : "127.0.0.2", 54);
          DatagramSocket after = at(v6 ? "fd00::3" : "127.0.0.3", 54)) {
        send(client, self, 53);
        assertTrue(receives(before));
        lead("127.0.0.3", "fd00::3");
        send(client, self, 53);
        assertTrue(receives(before), "the kernel remembers");
        List<FlowMessage> stale = flows.list(Filter.led(v6));
        assertEquals(1, flows.forget(stale));
        assertEquals(0, flows.forget(stale), "it is gone already");
        send(client, self, 53);
        assertTrue(receives(after));
      }
    }
    assertFalse(Ground.inside(host, "conntrack", "-L", "-p", "udp").contains("src=127.0.0.2"));
  }

  @Test
  void manyAreForgottenAndOthersStay() throws IOException {
    try (DatagramSocket client = at("127.0.0.1", 0)) {
      for (int port = 1000; port < 1400; port++) {
        send(client, "127.0.0.1", port);
      }
      send(client, "127.0.0.1", 53);
      List<FlowMessage> all = flows.list(new Filter(false, 0, UDP, null, 0, null));
      List<FlowMessage> led = led(all);
      List<FlowMessage> plain = all.stream().filter(one -> !led.contains(one)).toList();
      assertEquals(400, plain.size());
      assertEquals(400, flows.forget(plain));
      assertEquals(led, flows.list(new Filter(false, 0, UDP, null, 0, null)));
      Ground.says(
          new IllegalStateException(Ground.inside(host, "conntrack", "-L", "-p", "udp")), "=54 ");
    }
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text);
  }
}
