package io.fairlead.view.dns.forward;

import io.fairlead.wire.dns.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Messages of tests, made and read by another implementation. */
final class Messages {
  private Messages() {}

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A query that asks for recursion. */
  static Message query(String name, int type) {
    Message query = Message.newQuery(Record.newRecord(name(name), type, DClass.IN));
    query.getHeader().setFlag(Flags.RD);
    return query;
  }

  /** The record that a zone file's line {@code owner ttl type data} stands for. */
  static Record record(String line) {
    String[] words = line.split(" ", 4);
    try {
      return Record.fromString(
          name(words[0]),
          Type.value(words[2]),
          DClass.IN,
          Long.parseLong(words[1]),
          words[3],
          Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recursive resolver's answer to {@code query} with these records in the answer section. */
  static Message answer(Message query, String... lines) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RD);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    for (String line : lines) {
      answer.addRecord(record(line), Section.ANSWER);
    }
    return answer;
  }

  /** The same with one more record in the authority section. */
  static Message withAuthority(Message answer, String line) {
    answer.addRecord(record(line), Section.AUTHORITY);
    return answer;
  }

  /** The same with this response code. */
  static Message withCode(Message answer, int code) {
    answer.getHeader().setRcode(code);
    return answer;
  }

  static Message read(byte[] message) {
    try {
      return new Message(message);
    } catch (IOException e) {
      throw new UncheckedIOException("not a DNS message", e);
    }
  }

  /** The data of the answer section's records. */
  static List<String> data(Message answer) {
    return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  static ClientQuery clientQuery(Message query) {
    byte[] wire = query.toWire();
    Query parsed = new Query();
    if (parsed.parse(wire, wire.length) != Query.Verdict.OK) {
      throw new IllegalArgumentException("not a query: " + query);
    }
    return ClientQuery.of(parsed, wire, wire.length);
  }
}
