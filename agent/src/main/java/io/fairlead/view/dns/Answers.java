package io.fairlead.view.dns;

import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.DnsRecord;
import io.fairlead.wire.dns.RecordData;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From what a name is about to the records that say so. Pure. */
final class Answers {
  /** Instances in one answer at most; an address each, they fill the largest message. */
  static final int MAX_INSTANCES = 4096;

  private static final int REFRESH = 3600;
  private static final int RETRY = 600;
  private static final int EXPIRE = 86_400;
  private static final RecordData ALL_TYPES = new RecordData.Hinfo("RFC8482", "");

  private final Naming naming;
  private final DnsOptions options;

  Answers(Naming naming, DnsOptions options) {
    this.naming = naming;
    this.options = options;
  }

  To to(Question question, Revision revision) {
    return new To(question, (int) revision.value());
  }

  /** Answers to one question. */
  final class To {
    private final Question question;
    private final int serial;

    private To(Question question, int serial) {
      this.question = question;
      this.serial = serial;
    }

    Answer noSuchName() {
      return negative(ResponseCode.NXDOMAIN);
    }

    /** Nothing is known that would say whether there is such a name. */
    Answer unknown() {
      return new Answer(ResponseCode.SERVFAIL, List.of(), List.of(), List.of());
    }

    Answer noSuchType() {
      return negative(ResponseCode.NOERROR);
    }

    /** Instances, of which those that serve are answered. */
    Answer members(List<Instance> members, Subject.Filter filter, Lookups lookups) {
      return switch (question.type()) {
        case RecordType.A ->
            filter.protocol() == null ? hosts(members, false, lookups) : noSuchType();
        case RecordType.AAAA ->
            filter.protocol() == null ? hosts(members, true, lookups) : noSuchType();
        case RecordType.SRV -> ports(members, lookups);
        case RecordType.TXT ->
            of(serving(members).map(InstanceText::of).<RecordData>map(RecordData.Txt::new));
        default -> otherwise();
      };
    }

    /** The name that is asked for, without its last dot. */
    String name() {
      return String.join(".", question.name().labels());
    }

    Answer endpoints(List<NetworkEndpoint> endpoints) {
      return switch (question.type()) {
        case RecordType.A -> addresses(endpoints, false);
        case RecordType.AAAA -> addresses(endpoints, true);
        default -> otherwise();
      };
    }

    private Answer addresses(List<NetworkEndpoint> endpoints, boolean six) {
      return of(
          endpoints.stream()
              .flatMap(endpoint -> endpoint.addresses().stream())
              .filter(address -> address.isV6() == six)
              .distinct()
              .limit(MAX_INSTANCES)
              .map(RecordData.Address::new));
    }

    Answer node(Node node) {
      return switch (question.type()) {
        case RecordType.A ->
            of(node.addresses().stream().filter(a -> !a.isV6()).map(RecordData.Address::new));
        case RecordType.AAAA ->
            of(node.addresses().stream().filter(IpAddress::isV6).map(RecordData.Address::new));
        case RecordType.TXT ->
            node.meta().isEmpty()
                ? noSuchType()
                : of(Stream.of(new RecordData.Txt(InstanceText.pairs(node.meta()).toList())));
        default -> otherwise();
      };
    }

    Answer addresses(@Nullable IpAddress v4, @Nullable IpAddress v6) {
      return switch (question.type()) {
        case RecordType.A -> v4 == null ? noSuchType() : of(Stream.of(new RecordData.Address(v4)));
        case RecordType.AAAA ->
            v6 == null ? noSuchType() : of(Stream.of(new RecordData.Address(v6)));
        default -> otherwise();
      };
    }

    Answer pointers(List<DnsName> names) {
      return question.type() == RecordType.PTR
          ? of(names.stream().map(RecordData.Ptr::new))
          : otherwise();
    }

    Answer apex(@Nullable Node self) {
      DnsName server = naming.node(options.selfNode());
      return switch (question.type()) {
        case RecordType.SOA -> of(Stream.of(soa()));
        case RecordType.NS -> {
          List<DnsRecord> glue =
              self == null
                  ? List.of()
                  : self.addresses().stream()
                      .map(a -> record(server, new RecordData.Address(a)))
                      .toList();
          yield new Answer(
              ResponseCode.NOERROR,
              List.of(record(question.name(), new RecordData.Ns(server))),
              List.of(),
              glue);
        }
        default -> otherwise();
      };
    }

    private Answer hosts(List<Instance> members, boolean six, Lookups lookups) {
      return of(
          serving(members)
              .map(instance -> Reach.of(instance, options.selfNode(), lookups).address(six))
              .filter(Objects::nonNull)
              .distinct()
              .map(RecordData.Address::new));
    }

    private Answer ports(List<Instance> members, Lookups lookups) {
      List<Instance> listening =
          members.stream().filter(instance -> instance.port().number() > 0).toList();
      Set<RecordData> targets = new LinkedHashSet<>();
      Set<DnsRecord> additional = new LinkedHashSet<>();
      serving(listening)
          .forEach(
              instance -> {
                Reach reach = Reach.of(instance, options.selfNode(), lookups);
                DnsName target = naming.address(reach.v4(), reach.v6());
                targets.add(
                    new RecordData.Srv(0, instance.weight(), instance.port().number(), target));
                Stream.of(reach.v4(), reach.v6())
                    .filter(Objects::nonNull)
                    .forEach(a -> additional.add(record(target, new RecordData.Address(a))));
              });
      return targets.isEmpty()
          ? noSuchType()
          : new Answer(
              ResponseCode.NOERROR,
              targets.stream().map(data -> record(question.name(), data)).toList(),
              List.of(),
              List.copyOf(additional));
    }

    private Stream<Instance> serving(List<Instance> members) {
      return Serving.of(members, options.panicThreshold()).stream().limit(MAX_INSTANCES);
    }

    private Answer otherwise() {
      return question.type() == RecordType.ANY ? of(Stream.of(ALL_TYPES)) : noSuchType();
    }

    private Answer of(Stream<? extends RecordData> data) {
      List<DnsRecord> records = data.map(each -> record(question.name(), each)).toList();
      return records.isEmpty()
          ? noSuchType()
          : new Answer(ResponseCode.NOERROR, records, List.of(), List.of());
    }

    private Answer negative(int code) {
      // Bare and reverse names lie in no zone of ours: each is the top of one of its own.
      DnsName zone = question.name().isWithin(naming.domain()) ? naming.domain() : question.name();
      return new Answer(
          code, List.of(), List.of(new DnsRecord(zone, options.negativeTtl(), soa())), List.of());
    }

    private RecordData soa() {
      return new RecordData.Soa(
          naming.node(options.selfNode()),
          naming.domain().child("hostmaster"),
          serial,
          REFRESH,
          RETRY,
          EXPIRE,
          options.negativeTtl());
    }

    private DnsRecord record(DnsName name, RecordData data) {
      return new DnsRecord(name, options.ttl(), data);
    }
  }
}
