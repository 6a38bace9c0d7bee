package io.fairlead.wire.dns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records as bytes that may stand anywhere behind the question: names are compressed into the
 * question only (RFC 1035 section 4.1.4), so a record stays right wherever it is copied to.
 */
final class RecordWriter {
  private static final int MAX_STRING = 255;
  private static final int POINTER = 0xc000;

  private final byte[] question;
  private byte[] bytes = new byte[256];
  private int size;

  RecordWriter(DnsName question) {
    this.question = question.rawWire();
  }

  int size() {
    return size;
  }

  /** The question's name, and all that was written. */
  byte[] behindQuestion() {
    byte[] all = Arrays.copyOf(question, question.length + size);
    System.arraycopy(bytes, 0, all, question.length, size);
    return all;
  }

  void write(DnsRecord record) {
    name(record.name(), true);
    u16(record.data().type());
    u16(Wire.CLASS_IN);
    i32(record.ttl());
    int lengthAt = size;
    u16(0);
    data(record.data());
    Wire.put16(bytes, lengthAt, size - lengthAt - 2);
  }

  /** Where the serial stands in the SOA record that ends at {@link #size()}. */
  int serialOfLast() {
    return size - 5 * Integer.BYTES;
  }

  private void data(RecordData data) {
    switch (data) {
      case RecordData.Address(var address) -> raw(address.octets());
      case RecordData.Srv(int priority, int weight, int port, DnsName target) -> {
        u16(priority);
        u16(weight);
        u16(port);
        name(target, false); // RFC 2782: not compressed
      }
      case RecordData.Txt(var strings) -> strings.forEach(this::string);
      case RecordData.Ptr(DnsName target) -> name(target, true);
      case RecordData.Ns(DnsName server) -> name(server, true);
      case RecordData.Soa soa -> {
        name(soa.primary(), true);
        name(soa.mailbox(), true);
        i32(soa.serial());
        i32(soa.refresh());
        i32(soa.retry());
        i32(soa.expire());
        i32(soa.minimum());
      }
      case RecordData.Hinfo(String cpu, String os) -> {
        string(cpu);
        string(os);
      }
    }
  }

  private void name(DnsName name, boolean compress) {
    byte[] wire = name.rawWire();
    int at = 0;
    while (compress && wire[at] != 0) {
      byte[] suffix = at == 0 ? wire : Arrays.copyOfRange(wire, at, wire.length);
      int found = NameBytes.suffixAt(question, 0, question.length, suffix);
      if (found >= 0) {
        raw(wire, 0, at);
        u16(POINTER | (Wire.HEADER + found));
        return;
      }
      at += wire[at] + 1;
    }
    raw(wire);
  }

  /** A length octet and as many whole characters as it can count. */
  private void string(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(octets.length, MAX_STRING);
    while (length < octets.length && (octets[length] & 0xc0) == 0x80) {
      length--;
    }
    room(1)[size++] = (byte) length;
    raw(octets, 0, length);
  }

  private void u16(int value) {
    Wire.put16(room(2), size, value);
    size += 2;
  }

  private void i32(int value) {
    Wire.put32(room(4), size, value);
    size += 4;
  }

  private void raw(byte[] octets) {
    raw(octets, 0, octets.length);
  }

  private void raw(byte[] octets, int from, int length) {
    System.arraycopy(octets, from, room(length), size, length);
    size += length;
  }

  private byte[] room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
    return bytes;
  }
}
