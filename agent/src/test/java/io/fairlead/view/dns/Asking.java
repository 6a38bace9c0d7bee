package io.fairlead.view.dns;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries and records as dnsjava makes them, to hold ours against. */
final class Asking {
  private Asking() {}

  /** What one datacenter without others answers. */
  static Optional<Answer> resolve(
      DnsView view, String name, String type, IpAddress caller, Snapshot snapshot) {
    Federation alone = Federation.alone(Datacenters.USUAL, snapshot);
    return view.resolve(name, type, caller, null, alone).map(DnsView.Resolved::answer);
  }

  static Message query(String name, int type) {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static Message withEdns(Message query, int payload) {
    query.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
    return query;
  }

  /** What dnsjava makes of our text form of a record. */
  static Record record(DnsRecord record) {
    try {
      Name name = Name.fromString(record.name().toString());
      int type = record.data().type();
      String text = record.data().text();
      return Record.fromString(name, type, DClass.IN, record.ttl(), text, Name.root);
    } catch (IOException e) {
      throw new IllegalStateException("dnsjava does not read " + record, e);
    }
  }

  /** The data of all records of a section, OPT left out, in order. */
  static List<String> data(Message message, int section) {
    return message.getSection(section).stream()
        .filter(record -> record.getType() != Type.OPT)
        .map(Record::rdataToString)
        .toList();
  }
}
