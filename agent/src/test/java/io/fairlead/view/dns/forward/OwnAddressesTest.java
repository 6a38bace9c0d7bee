package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnAddressesTest {
  private static final InetAddress OF_THIS_HOST = InetAddress.ofLiteral("192.0.2.1");

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 53, 192.0.2.1, 53, true",
    "192.0.2.1, 53, 192.0.2.2, 53, false",
    "192.0.2.1, 5353, 192.0.2.1, 53, false",
    "0.0.0.0, 53, 192.0.2.1, 53, true",
    "0.0.0.0, 53, 192.0.2.2, 53, false",
    "0.0.0.0, 53, 127.0.0.1, 53, true",
    "0.0.0.0, 53, ::1, 53, true",
    "0.0.0.0, 53, 0.0.0.0, 53, true",
    "0.0.0.0, 53, 127.0.0.53, 53, false",
    "0.0.0.0, 53, 127.0.0.11, 53, false",
    "127.0.0.53, 53, 127.0.0.53, 53, true",
  })
  void knowsOurselves(String own, int ownPort, String server, int port, boolean ours) {
    OwnAddresses addresses = new OwnAddresses(List.of(address(own, ownPort)), OF_THIS_HOST::equals);

    assertEquals(ours, addresses.contains(address(server, port)));
  }

  private static InetSocketAddress address(String text, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(text), port);
  }
}
