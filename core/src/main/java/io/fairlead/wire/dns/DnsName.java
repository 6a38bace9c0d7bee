package io.fairlead.wire.dns;

import io.fairlead.model.DnsLabel;
import io.fairlead.model.InvalidField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A domain name as its uncompressed wire form. Equal without case (RFC 4343). Immutable. */
public final class DnsName {
  /** The root. */
  public static final DnsName ROOT = new DnsName(new byte[1]);

  private final byte[] wire;

  private DnsName(byte[] wire) {
    this.wire = wire;
  }

  /** The name whose {@code length} octets, root label included, lie uncompressed at {@code at}. */
  public static DnsName fromWire(byte[] bytes, int at, int length) {
    return new DnsName(Arrays.copyOfRange(bytes, at, at + length));
  }

  /**
   * Reads {@code web.svc.internal}, with or without the last dot; {@code \.} and {@code \065} are
   * escapes (RFC 1035 section 5.1).
   *
   * @throws InvalidField where it cannot be a name
   */
  public static DnsName parse(String text) {
    if (text.equals(".") || text.isEmpty()) {
      return ROOT;
    }
    byte[] chars = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream wire = new ByteArrayOutputStream(chars.length + 2);
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    int i = 0;
    while (i < chars.length) {
      byte c = chars[i++];
      if (c == '.') {
        append(text, wire, label);
      } else if (c == '\\') {
        i = unescape(text, chars, i, label);
      } else {
        label.write(c);
      }
    }
    if (label.size() > 0) {
      append(text, wire, label);
    }
    wire.write(0);
    return checked(text, wire.toByteArray());
  }

  /** A name below this one: {@code label} is one label, whatever is in it. */
  public DnsName child(String label) {
    byte[] octets = label.getBytes(StandardCharsets.UTF_8);
    requireLabel(label, octets.length);
    byte[] longer = new byte[1 + octets.length + wire.length];
    longer[0] = (byte) octets.length;
    System.arraycopy(octets, 0, longer, 1, octets.length);
    System.arraycopy(wire, 0, longer, 1 + octets.length, wire.length);
    return checked(label, longer);
  }

  private static void append(String text, ByteArrayOutputStream wire, ByteArrayOutputStream label) {
    requireLabel(text, label.size());
    wire.write(label.size());
    wire.writeBytes(label.toByteArray());
    label.reset();
  }

  private static int unescape(String text, byte[] chars, int at, ByteArrayOutputStream label) {
    boolean number = at + 3 <= chars.length && chars[at] >= '0' && chars[at] <= '9';
    InvalidField.unless(at < chars.length, "name", "'" + text + "' ends in the midst of an escape");
    if (!number) {
      label.write(chars[at]);
      return at + 1;
    }
    int value = 0;
    for (int i = at; i < at + 3; i++) {
      InvalidField.unless(
          chars[i] >= '0' && chars[i] <= '9',
          "name",
          "'" + text + "' wants three digits after '\\'");
      value = value * 10 + chars[i] - '0';
    }
    InvalidField.unless(value <= 255, "name", "'" + text + "' has an escape above \\255");
    label.write(value);
    return at + 3;
  }

  private static void requireLabel(String text, int octets) {
    InvalidField.unless(
        octets >= 1 && octets <= DnsLabel.MAX_LENGTH,
        "name",
        "'" + text + "' has a label of " + octets + " octets; 1 to 63 are allowed");
  }

  private static DnsName checked(String text, byte[] wire) {
    InvalidField.unless(
        wire.length <= Wire.MAX_NAME,
        "name",
        "'" + text + "' takes " + wire.length + " octets; 255 are allowed");
    return new DnsName(wire);
  }

  /** Octets of {@link #wire()}. */
  public int length() {
    return wire.length;
  }

  /** A fresh copy of the wire form. */
  public byte[] wire() {
    return wire.clone();
  }

  /** The wire form itself, for those in this package that only read it. */
  byte[] rawWire() {
    return wire;
  }

  /** The labels in lower case, leftmost first, read as UTF-8. */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      String label = new String(wire, at + 1, wire[at], StandardCharsets.UTF_8);
      labels.add(label.toLowerCase(Locale.ROOT));
    }
    return labels;
  }

  /** Whether this is {@code parent} or a name below it. */
  public boolean isWithin(DnsName parent) {
    return NameBytes.suffixAt(wire, 0, wire.length, parent.wire) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DnsName that
        && wire.length == that.wire.length
        && NameBytes.equal(wire, 0, that.wire, 0, wire.length);
  }

  @Override
  public int hashCode() {
    return NameBytes.hash(wire, 0, wire.length);
  }

  /** With the last dot, and escapes where a label holds a dot or what cannot be printed. */
  @Override
  public String toString() {
    if (wire.length == 1) {
      return ".";
    }
    StringBuilder text = new StringBuilder(wire.length);
    for (int at = 0; wire[at] != 0; at += wire[at] + 1) {
      for (int i = at + 1; i <= at + wire[at]; i++) {
        escape(text, wire[i] & 0xff);
      }
      text.append('.');
    }
    return text.toString();
  }

  private static void escape(StringBuilder text, int octet) {
    if (octet <= ' ' || octet >= 127) {
      text.append('\\').append(octet / 100).append(octet / 10 % 10).append(octet % 10);
      return;
    }
    if (octet == '.' || octet == '\\') {
      text.append('\\');
    }
    text.append((char) octet);
  }
}
