package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ResolvConfTest {
  @Test
  void takesServersInOrderAndNothingElse() {
    String text =
        """
        # made by a network manager
        ; nameserver 192.0.2.9
        domain example.com
        search example.com corp.example
        nameserver 192.0.2.1
          nameserver\t2001:db8::1   # the second
        options ndots:2 edns0
        nameserver 192.0.2.1
        nameserver
        nameservers 192.0.2.8
        nameserver resolver.example
        nameserver 127.0.0.53
        """;

    assertEquals(
        List.of(server("192.0.2.1"), server("2001:db8::1"), server("127.0.0.53")),
        ResolvConf.parse(text));
  }

  @Test
  void readsLinesOfAnySystem() {
    assertEquals(
        List.of(server("192.0.2.1"), server("192.0.2.2")),
        ResolvConf.parse("nameserver 192.0.2.1\r\nnameserver 192.0.2.2"));
  }

  @Test
  void namesNoServerWhereTheFileNamesNone() {
    assertEquals(List.of(), ResolvConf.parse(""));
  }

  @Test
  void takesNoMoreThanEightServers() {
    String text =
        IntStream.range(1, 100)
            .mapToObj(i -> "nameserver 192.0.2." + i + "\n")
            .collect(Collectors.joining());

    assertEquals(ResolvConf.MAX_SERVERS, ResolvConf.parse(text).size());
  }

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }
}
