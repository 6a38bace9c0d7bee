package io.fairlead.wire.dns;

import io.fairlead.model.IpAddress;
import java.util.List;
import java.util.stream.Collectors;

/** What a record says. */
public sealed interface RecordData {
  /** The {@link RecordType} on the wire. */
  int type();

  /** The presentation form that zone files use (RFC 1035 section 5.1). */
  String text();

  /** A or AAAA, by the address's family. */
  record Address(IpAddress address) implements RecordData {
    @Override
    public int type() {
      return address.isV6() ? RecordType.AAAA : RecordType.A;
    }

    @Override
    public String text() {
      return address.toString();
    }
  }

  /** Where a service listens (RFC 2782). */
  record Srv(int priority, int weight, int port, DnsName target) implements RecordData {
    @Override
    public int type() {
      return RecordType.SRV;
    }

    @Override
    public String text() {
      return priority + " " + weight + " " + port + " " + target;
    }
  }

  /**
   * Free text.
   *
   * @param strings at least one, each of at most 255 octets of UTF-8; longer ones are cut on the
   *     wire
   */
  record Txt(List<String> strings) implements RecordData {
    public Txt {
      strings = List.copyOf(strings);
    }

    @Override
    public int type() {
      return RecordType.TXT;
    }

    @Override
    public String text() {
      return strings.stream().map(RecordData::quoted).collect(Collectors.joining(" "));
    }
  }

  /** The name of an address. */
  record Ptr(DnsName target) implements RecordData {
    @Override
    public int type() {
      return RecordType.PTR;
    }

    @Override
    public String text() {
      return target.toString();
    }
  }

  /** A name server of a zone. */
  record Ns(DnsName server) implements RecordData {
    @Override
    public int type() {
      return RecordType.NS;
    }

    @Override
    public String text() {
      return server.toString();
    }
  }

  /**
   * The start of a zone.
   *
   * @param serial changes when the zone does
   * @param minimum seconds that negative answers may be kept (RFC 2308)
   */
  record Soa(
      DnsName primary, DnsName mailbox, int serial, int refresh, int retry, int expire, int minimum)
      implements RecordData {
    @Override
    public int type() {
      return RecordType.SOA;
    }

    @Override
    public String text() {
      return String.join(
          " ",
          primary.toString(),
          mailbox.toString(),
          Integer.toUnsignedString(serial),
          Integer.toString(refresh),
          Integer.toString(retry),
          Integer.toString(expire),
          Integer.toString(minimum));
    }
  }

  /** What stands for "all types" (RFC 8482 section 4.2). */
  record Hinfo(String cpu, String os) implements RecordData {
    @Override
    public int type() {
      return RecordType.HINFO;
    }

    @Override
    public String text() {
      return quoted(cpu) + " " + quoted(os);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
