package io.fairlead.agent.cli;

import io.fairlead.json.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Parts of answers as a person reads them. */
final class Words {
  private static final String NOTHING = "-";

  private Words() {}

  /** {@code 10.0.0.1:80}, {@code [fd00::1]:53/udp}, or the address alone where there is no port. */
  static String target(Fields instance) {
    String address = instance.textOr("address", NOTHING);
    Fields port = instance.object("port");
    long number = port == null ? 0 : port.integerOr("number", 0, 0, 65535);
    if (port == null || number == 0) {
      return address;
    }
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    String protocol = port.textOr("protocol", "tcp");
    return host + ":" + number + (protocol.equals("tcp") ? "" : "/" + protocol);
  }

  /** The health, or that it is draining. */
  static String health(Fields instance) {
    String health = instance.textOr("health", NOTHING);
    return instance.flagOr("draining", false) ? "draining, " + health : health;
  }

  /** A whole number, or a dash where it is not there. */
  static String number(Fields fields, String name) {
    return fields.has(name)
        ? Long.toString(fields.integerOr(name, 0, Long.MIN_VALUE, Long.MAX_VALUE))
        : NOTHING;
  }

  /** The texts with commas between them, or a dash. */
  static String list(List<String> texts) {
    return texts.isEmpty() ? NOTHING : String.join(",", texts);
  }

  /** A text, or a dash for an empty one. */
  static String orDash(String text) {
    return text.isEmpty() ? NOTHING : text;
  }

  /** How long ago a time was: {@code 3s}, {@code 5m}, {@code 2h}, {@code 4d}. */
  static String ago(String time, Instant now) {
    try {
      return age(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return NOTHING;
    }
  }

  /** A time to the second. */
  static String time(String time) {
    try {
      return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException e) {
      return NOTHING;
    }
  }

  static String age(Duration age) {
    if (age.toDays() >= 3) {
      return age.toDays() + "d";
    }
    if (age.toHours() >= 3) {
      return age.toHours() + "h";
    }
    return age.toMinutes() >= 3 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
  }
}
