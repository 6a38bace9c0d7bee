package io.fairlead.view.dns.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** The resolvers that a {@code resolv.conf} names (resolv.conf(5)). */
final class ResolvConf {
  /** The C library stops at three; agents may know more. */
  static final int MAX_SERVERS = 8;

  private static final String KEYWORD = "nameserver";

  private ResolvConf() {}

  /** The servers in order, each once; lines that name none are passed over. */
  static List<InetSocketAddress> parse(String text) {
    SequencedSet<InetSocketAddress> servers = new LinkedHashSet<>();
    for (String line : text.lines().toList()) {
      if (servers.size() < MAX_SERVERS) {
        server(line).ifPresent(servers::add);
      }
    }
    return List.copyOf(servers);
  }

  private static Optional<InetSocketAddress> server(String line) {
    String[] words = line.strip().split("\\s+");
    if (words.length < 2 || !words[0].equals(KEYWORD)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new InetSocketAddress(InetAddress.ofLiteral(words[1]), UpstreamRule.DNS_PORT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
