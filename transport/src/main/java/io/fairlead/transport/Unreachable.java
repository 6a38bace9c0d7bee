package io.fairlead.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Locale;

/**
 * Nobody could be spoken with at an address. The message names the peer, the address, the reason
 * and what to do next.
 */
public final class Unreachable extends IOException {
  private static final long serialVersionUID = 1L;

  private Unreachable(String message, IOException cause) {
    super(message, cause);
  }

  static Unreachable because(String peer, Address address, IOException cause) {
    String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return new Unreachable(
        "cannot reach " + peer + " at " + address + ": " + reason(reason) + mend(address, reason),
        cause);
  }

  private static String reason(String reason) {
    return reason.equals("null") ? "connection failed" : reason;
  }

  private static String mend(Address address, String reason) {
    if (reason.contains("permission denied") && address instanceof Address.Unix unix) {
      return "; run as root or join group " + group(unix);
    }
    if (reason.contains("no such file") && address instanceof Address.Unix) {
      return "; start it, or name the right socket";
    }
    if (reason.contains("refused")) {
      return "; nobody listens there: start it, or name the right address";
    }
    return "";
  }

  private static String group(Address.Unix unix) {
    try {
      return Files.readAttributes(unix.path(), PosixFileAttributes.class).group().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "docker";
    }
  }
}
