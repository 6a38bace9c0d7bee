package io.fairlead.policy;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One rule of a label: who may come, and to which ports.
 *
 * @param label the label that says so
 * @param from at least one; any of them may come
 * @param ports none for all, of every protocol
 */
public record Allow(String label, List<Peers> from, List<Ports> ports) {
  private static final int MOST_WORDS = 64;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
  private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp))?");
  private static final String GRAMMAR =
      "write from:NAME, network:NETWORK, cidr:ADDRESS/LENGTH or any, and port:N, port:N-M or"
          + " port:N/udp";

  public Allow {
    from = List.copyOf(from);
    ports = List.copyOf(ports);
  }

  /**
   * Reads one rule, as {@code from:web port:5432}.
   *
   * @throws InvalidField where it is none; the message says what to write
   */
  static Allow parse(String label, String text) {
    List<Peers> from = new ArrayList<>();
    List<Ports> ports = new ArrayList<>();
    String[] words = text.strip().split("\\s+");
    InvalidField.unless(
        words.length <= MOST_WORDS,
        label,
        "one rule has more than " + MOST_WORDS + " words; write several, with ; between them");
    for (String word : words) {
      int colon = word.indexOf(':');
      String value = word.substring(colon + 1);
      InvalidField.unless(
          word.indexOf(',') < 0, label, "'" + word + "': write each by itself, as from:a from:b");
      switch (colon < 0 ? word : word.substring(0, colon)) {
        case "from" -> from.add(new Peers.Named(name(label, word, value)));
        case "network" -> from.add(new Peers.OnNetwork(name(label, word, value)));
        case "cidr" -> from.add(new Peers.Within(prefix(label, word, value)));
        case "any" -> {
          InvalidField.unless(colon < 0, label, "'" + word + "': write any alone");
          from.add(new Peers.Anybody());
        }
        case "port" -> ports.add(ports(label, word, value));
        default -> throw new InvalidField(label, "'" + word + "' is not understood; " + GRAMMAR);
      }
    }
    InvalidField.unless(
        !from.isEmpty(), label, "'" + text.strip() + "' does not say who; add any for everybody");
    return new Allow(label, from.stream().distinct().toList(), Ports.merged(ports));
  }

  private static String name(String label, String word, String value) {
    InvalidField.unless(
        NAME.matcher(value).matches(), label, "'" + word + "' names nobody; " + GRAMMAR);
    return value;
  }

  private static IpPrefix prefix(String label, String word, String value) {
    try {
      IpPrefix prefix = IpPrefix.parse(value);
      InvalidField.unless(
          prefix.isNetwork(), label, "'" + word + "': write cidr:" + prefix.network());
      return prefix;
    } catch (InvalidField e) {
      if (e.field().equals(label)) {
        throw e;
      }
      throw new InvalidField(label, "'" + word + "' is no range of addresses; " + GRAMMAR);
    }
  }

  private static Ports ports(String label, String word, String value) {
    Matcher parts = PORT.matcher(value);
    InvalidField.unless(parts.matches(), label, "'" + word + "' is no port; " + GRAMMAR);
    int first = Integer.parseInt(parts.group(1));
    int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
    InvalidField.unless(
        first >= 1 && last <= 65535 && first <= last,
        label,
        "'" + word + "': use ports from 1 to 65535, the smaller one first");
    return new Ports(first, last, "udp".equals(parts.group(3)) ? Protocol.UDP : Protocol.TCP);
  }

  /** Whether it is about a port; 0 stands for what has no port, as a ping. */
  boolean covers(int port, Protocol over) {
    return ports.isEmpty() || ports.stream().anyMatch(one -> one.contains(port, over));
  }

  /** As it is written in a label. */
  public String text() {
    return Stream.concat(from.stream(), ports.stream())
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }
}
