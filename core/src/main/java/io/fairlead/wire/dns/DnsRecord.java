package io.fairlead.wire.dns;

/**
 * One record of class IN.
 *
 * @param ttl seconds that it may be kept
 */
public record DnsRecord(DnsName name, int ttl, RecordData data) {
  /** As in a zone file: {@code web.svc.internal. 0 IN A 10.0.0.1}. */
  @Override
  public String toString() {
    return name + " " + ttl + " IN " + RecordType.name(data.type()) + " " + data.text();
  }
}
