package io.fairlead.view.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.testkit.lab.Await;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Containers that ask on sockets of their own, each with the resolver that it has without us. */
@Timeout(60)
class GuestTest {
  private static final InetSocketAddress ANY_PORT = at("127.0.0.1", 0);
  private static final DnsOptions OPTIONS = DnsOptions.of("internal", "host1");

  private final DnsServer server = resolver(Town.SNAPSHOT);

  @AfterEach
  void close() {
    server.close();
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** Another server is never asked: what it does not know is for the container's own resolver. */
  private static DnsServer resolver(Snapshot knows) {
    return new DnsServer(
        OPTIONS,
        Datacenters.alone(() -> knows),
        (query, length, client, tcp, reply) -> {
          throw new IllegalStateException("forwarded");
        },
        service -> {});
  }

  private static Message ask(InetSocketAddress server, boolean tcp, Message query)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTCP(tcp);
    resolver.setIgnoreTruncation(true);
    resolver.setEDNS(-1);
    resolver.setTimeout(Duration.ofSeconds(10));
    return resolver.send(query);
  }

  /** Sockets of a container: what it asks is asked from its own address, not from the socket's. */
  private record Container(InetSocketAddress address, Closeable served) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      served.close();
    }
  }

  /** A container whose own resolver is at {@code resolver}. */
  private Container guest(String caller, InetSocketAddress resolver) throws IOException {
    while (true) {
      DatagramChannel udp = DatagramChannel.open().bind(ANY_PORT);
      ServerSocketChannel tcp = ServerSocketChannel.open();
      InetSocketAddress address = (InetSocketAddress) udp.getLocalAddress();
      try {
        tcp.bind(address);
      } catch (BindException taken) {
        udp.close();
        tcp.close();
        continue;
      }
      Guest guest = new Guest(IpAddress.parse(caller), udp, tcp, new ResolverAt(resolver));
      return new Container(address, server.serve(guest));
    }
  }

  private record ResolverAt(InetSocketAddress address) implements Guest.Resolver {
    @Override
    public DatagramChannel udp() throws IOException {
      return DatagramChannel.open().connect(address);
    }

    @Override
    public SocketChannel tcp() throws IOException {
      return SocketChannel.open(address);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuestIsAnsweredAsItselfAndByItsOwnResolverForTheRest(boolean tcp) throws IOException {
    try (DnsServer own = resolver(Town.snapshot(1, Draft.of("docker", "printer", "192.0.2.77")))) {
      InetSocketAddress resolver = own.apply(Set.of(ANY_PORT)).listening().iterator().next();
      try (Container shop = guest("10.9.0.5", resolver);
          Container stranger = guest("10.77.0.1", resolver)) {
        Message inShop = ask(shop.address(), tcp, Asking.query("db", Type.A));
        assertEquals("[10.9.0.7]", Asking.data(inShop, Section.ANSWER).toString());
        for (Container each : List.of(shop, stranger)) {
          Message query = Asking.query("printer", Type.A);
          Message reply = ask(each.address(), tcp, query);
          assertEquals("[192.0.2.77]", Asking.data(reply, Section.ANSWER).toString());
          assertEquals(query.getHeader().getID(), reply.getHeader().getID());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGuestWhoseOwnResolverIsGoneIsToldSo(boolean tcp) throws IOException {
    InetSocketAddress nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = at("127.0.0.1", closed.getLocalPort());
    }
    try (Container guest = guest("10.9.0.5", nobody)) {
      assertEquals(
          "[10.9.0.7]",
          Asking.data(ask(guest.address(), tcp, Asking.query("db", Type.A)), Section.ANSWER)
              .toString());
      if (tcp) {
        Message reply = ask(guest.address(), true, Asking.query("www.example.org", Type.A));
        assertEquals(Rcode.SERVFAIL, reply.getRcode());
      }
    }
  }

  @Test
  void manyGuestsAskAtOnceAndEachIsAnswered() throws IOException {
    List<Container> guests = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        guests.add(guest("172.18.0.5", at("127.0.0.1", 9)));
      }
      guests.parallelStream()
          .forEach(
              guest -> {
                try {
                  Message reply =
                      ask(guest.address(), false, Asking.query("web.svc.internal", Type.A));
                  assertEquals(2, Asking.data(reply, Section.ANSWER).size());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } finally {
      for (Container guest : guests) {
        guest.close();
      }
    }
  }

  @Test
  void aGuestThatLeavesLeavesItsPorts() throws IOException {
    Container guest = guest("172.18.0.5", at("127.0.0.1", 9));

    guest.close();

    Await.until(
        "both ports are free",
        Duration.ofSeconds(30),
        () -> {
          try (DatagramChannel udp = DatagramChannel.open().bind(guest.address());
              ServerSocketChannel tcp = ServerSocketChannel.open().bind(guest.address())) {
            return udp.isOpen() && tcp.isOpen();
          } catch (IOException taken) {
            return false;
          }
        });
  }
}
