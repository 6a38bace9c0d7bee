package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of addresses, {@code in-addr.arpa} and {@code ip6.arpa} (RFC 1035, RFC 3596). */
final class ReverseName {
  private ReverseName() {}

  /** The whole address that the labels, lowest part first, spell; or null. */
  static @Nullable IpAddress address(List<String> labels) {
    int parts = labels.size() - 2;
    if (parts < 1 || !labels.get(parts + 1).equals("arpa")) {
      return null;
    }
    return switch (labels.get(parts)) {
      case "in-addr" -> parts == 4 ? v4(labels) : null;
      case "ip6" -> parts == 32 ? v6(labels) : null;
      default -> null;
    };
  }

  private static @Nullable IpAddress v4(List<String> labels) {
    int bits = 0;
    for (int i = 3; i >= 0; i--) {
      String label = labels.get(i);
      boolean number =
          label.length() <= 3
              && label.chars().allMatch(c -> c >= '0' && c <= '9')
              && (label.length() == 1 || label.charAt(0) != '0');
      int octet = number ? Integer.parseInt(label) : 256;
      if (octet > 255) {
        return null;
      }
      bits = (bits << 8) | octet;
    }
    return IpAddress.v4(bits);
  }

  private static @Nullable IpAddress v6(List<String> labels) {
    long high = 0;
    long low = 0;
    for (int i = 31; i >= 0; i--) {
      String label = labels.get(i);
      int nibble =
          label.length() == 1 && label.charAt(0) < 128 ? Character.digit(label.charAt(0), 16) : -1;
      if (nibble < 0) {
        return null;
      }
      if (i >= 16) {
        high = (high << 4) | nibble;
      } else {
        low = (low << 4) | nibble;
      }
    }
    return IpAddress.v6(high, low);
  }
}
