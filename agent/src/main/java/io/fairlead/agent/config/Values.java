package io.fairlead.agent.config;

import io.fairlead.json.Durations;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Texts as values. Each throws {@link IllegalArgumentException} with a message that names the value
 * and the mend.
 */
final class Values {
  private static final Pattern DOMAIN =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");
  private static final int LONGEST_DOMAIN = 200;

  private Values() {}

  static Duration duration(String text, Duration least, Duration most) {
    Duration duration = read(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is out of range; "
              + Durations.format(least)
              + " to "
              + Durations.format(most)
              + " are possible");
    }
    return duration;
  }

  static int number(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number; use " + least + " to " + most, e);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is out of range; use " + least + " to " + most);
  }

  /** The number of an autonomous system (RFC 6793). */
  static long autonomousSystem(String text) {
    if (text.matches("[1-9][0-9]{0,9}")) {
      long number = Long.parseLong(text);
      if (number < 0xffff_ffffL) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no autonomous system; use a number as 64512, which is private");
  }

  static boolean truth(String text) {
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
    };
  }

  static String choice(String text, String... choices) {
    for (String choice : choices) {
      if (choice.equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", choices));
  }

  static String domain(String text) {
    if (!DOMAIN.matcher(text).matches() || text.length() > LONGEST_DOMAIN) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a domain name; write it as in internal or dc1.example.com");
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return name.toLowerCase(Locale.ROOT);
  }

  static IpPrefix prefix(String text) {
    try {
      return IpPrefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a range of addresses; write it as in 10.0.0.0/8 or fd00::/8", e);
    }
  }

  static IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address; write it as in 10.0.0.1 or fd00::1", e);
    }
  }

  /** {@code ADDR:PORT}; port 0 lets the system choose. */
  static InetSocketAddress listen(String text) {
    return socketAddress(text, -1, 0);
  }

  /** {@code ADDR} or {@code ADDR:PORT}. */
  static InetSocketAddress server(String text, int port) {
    return socketAddress(text, port, 1);
  }

  private static InetSocketAddress socketAddress(String text, int fallbackPort, int leastPort) {
    String host = text;
    String port = "";
    int colon = text.lastIndexOf(':');
    boolean bareV6 = !text.startsWith("[") && colon != text.indexOf(':');
    if (colon >= 0 && !bareV6 && !text.endsWith("]")) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.equals("localhost")) {
      host = "127.0.0.1";
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' has no address; 0.0.0.0" + text + " would be every address of this host");
    }
    if (port.isEmpty() && fallbackPort < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has no port; write it as in 127.0.0.1:7080 or [::1]:7080");
    }
    int number = port.isEmpty() ? fallbackPort : number(port, leastPort, 65535);
    return new InetSocketAddress(address(host).toInetAddress(), number);
  }

  private static Duration read(String text) {
    try {
      return Durations.parse("", text);
    } catch (InvalidField e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()).substring(2), e);
    }
  }
}
