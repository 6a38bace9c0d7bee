package io.fairlead.view.dns;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Service;
import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.NameBytes;
import io.fairlead.wire.dns.PackedAnswer;
import io.fairlead.wire.dns.Query;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.Replies;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a query's bytes to a reply's: what each loop runs, on whatever socket. A question asked
 * before is answered by copying, without an allocation. Used by one thread.
 */
public final class Answerer {
  /** No reply at all. */
  public static final int SILENCE = 0;

  /** The name is not ours and the client may recurse: the forwarder's turn. */
  public static final int FORWARD = -1;

  private static final System.Logger LOG = System.getLogger(Answerer.class.getName());
  private static final int SETS = 4096;
  private static final int SCRAP_SETS = 2048;
  private static final long MAX_OCTETS = 24L << 20;
  private static final long MAX_SCRAP_OCTETS = 8L << 20;
  private static final byte[] ARPA = DnsName.parse("arpa").wire();

  private final DnsView view;
  private final Datacenters datacenters;
  private final Counters counters;
  private final Consumer<Service> planned;
  private final int maxAnswers;
  private final byte[] domain;
  private final Query query = new Query();
  // What the catalog bounds, and what strangers may ask for without end.
  private final AnswerCache lasting = new AnswerCache(SETS, MAX_OCTETS);
  private final AnswerCache scrap = new AnswerCache(SCRAP_SETS, MAX_SCRAP_OCTETS);
  private Federation federation;
  private long generation;
  private int entries;
  private int failures;

  Answerer(
      DnsView view,
      DnsOptions options,
      Datacenters datacenters,
      Counters counters,
      Consumer<Service> planned) {
    this.view = view;
    this.datacenters = datacenters;
    this.federation = datacenters.now();
    this.counters = counters;
    this.planned = planned;
    maxAnswers = options.maxAnswers();
    domain = options.domain().wire();
  }

  /**
   * Answers a message. Never throws.
   *
   * @param mayRecurse whether this caller's other names are forwarded
   * @param out of 65535 octets over TCP, {@link Wire#MAX_UDP} over UDP
   * @return octets written to {@code out}, {@link #SILENCE} or {@link #FORWARD}
   */
  public int answer(
      byte[] message, int length, IpAddress caller, boolean mayRecurse, boolean tcp, byte[] out) {
    try {
      return judge(message, length, caller, mayRecurse, tcp, out);
    } catch (RuntimeException e) {
      counters.failures.increment();
      if (Integer.bitCount(++failures) == 1) { // the first, the second, the fourth, ...
        LOG.log(Level.ERROR, "a query failed: " + query.name(), e);
      }
      return bare(ResponseCode.SERVFAIL, mayRecurse, out);
    }
  }

  private int judge(
      byte[] message, int length, IpAddress caller, boolean mayRecurse, boolean tcp, byte[] out) {
    switch (query.parse(message, length)) {
      case DROP -> {
        counters.dropped.increment();
        return SILENCE;
      }
      case FORMERR -> {
        counters.malformed.increment();
        return bare(ResponseCode.FORMERR, false, out);
      }
      case NOTIMP -> {
        return bare(ResponseCode.NOTIMP, false, out);
      }
      case BADVERS -> {
        return bare(ResponseCode.BADVERS, mayRecurse, out);
      }
      case OK -> {}
    }
    int type = query.type();
    counters.query(tcp, type);
    boolean transfer = type == RecordType.AXFR || type == RecordType.IXFR;
    if (query.queryClass() != Wire.CLASS_IN || transfer || type == RecordType.OPT) {
      return bare(ResponseCode.REFUSED, mayRecurse, out);
    }
    return resolve(caller, mayRecurse, tcp, out);
  }

  /** Octets of a reply over UDP to the query that {@link #answer} read last. */
  public int udpLimit() {
    return query.udpLimit();
  }

  /** Memory that all cached answers take, about. */
  public long cachedOctets() {
    return lasting.octets() + scrap.octets();
  }

  private int resolve(IpAddress caller, boolean mayRecurse, boolean tcp, byte[] out) {
    boolean within = endsWith(domain);
    if (!within && query.labels() > 2 && !endsWith(ARPA)) {
      return notOurs(mayRecurse, out);
    }
    // What bare names mean depends on who asks; db.backend is one too, db on network backend.
    IpAddress asker = !within && query.labels() <= 2 ? caller : null;
    Federation now = datacenters.now();
    if (now != federation) {
      federation = now;
      generation++;
    }
    int hash = AnswerCache.hash(query, asker);
    AnswerCache table = lasting;
    CachedQuestion entry = lasting.find(hash, query, asker);
    if (entry == null) {
      table = scrap;
      entry = scrap.find(hash, query, asker);
    }
    if (entry != null && !entry.holds(now, generation)) {
      table.remove(hash, entry);
      entry = null;
    }
    PackedAnswer answer = entry == null ? null : entry.answer(caller);
    if (entry != null && answer != null) {
      counters.hits.increment();
      return write(answer, entry.nextTurn(), mayRecurse, tcp, out);
    }
    return plan(caller, asker, hash, table, entry, mayRecurse, tcp, out);
  }

  private int plan(
      IpAddress caller,
      @Nullable IpAddress asker,
      int hash,
      AnswerCache table,
      @Nullable CachedQuestion known,
      boolean mayRecurse,
      boolean tcp,
      byte[] out) {
    DnsName name = query.name();
    Plan plan = view.plan(new Question(name, query.type(), caller), federation);
    if (plan == null) {
      return notOurs(mayRecurse, out);
    }
    counters.planned.increment();
    for (Lookups.Read read : plan.reads()) {
      if (read.own() && read.seen() instanceof Service service) {
        planned.accept(service);
      }
    }
    PackedAnswer answer = PackedAnswer.of(name, plan.answer());
    CachedQuestion entry = known;
    if (entry == null) {
      entry = new CachedQuestion(query.type(), asker, plan, caller, answer, generation, ++entries);
    } else {
      table.remove(hash, entry);
      entry.add(caller, answer);
    }
    (plan.lasting() ? lasting : scrap).add(hash, entry);
    return write(answer, entry.nextTurn(), mayRecurse, tcp, out);
  }

  private int write(PackedAnswer answer, int turn, boolean mayRecurse, boolean tcp, byte[] out) {
    int limit = tcp ? Wire.MAX_TCP : query.udpLimit();
    int flags = Replies.AUTHORITATIVE | available(mayRecurse);
    int serial = (int) federation.own().revision().value();
    int length = answer.write(query, flags, limit, maxAnswers, turn, serial, out);
    if (PackedAnswer.truncated(out)) {
      counters.truncated.increment();
    }
    counters.reply(answer.code());
    return length;
  }

  private int notOurs(boolean mayRecurse, byte[] out) {
    if (mayRecurse && query.recursionDesired()) {
      counters.forwarded.increment();
      return FORWARD;
    }
    return bare(ResponseCode.REFUSED, mayRecurse, out);
  }

  private int bare(int code, boolean mayRecurse, byte[] out) {
    counters.reply(code);
    return Replies.bare(query, code, available(mayRecurse), out);
  }

  private static int available(boolean mayRecurse) {
    return mayRecurse ? Replies.RECURSION_AVAILABLE : 0;
  }

  private boolean endsWith(byte[] suffix) {
    return NameBytes.suffixAt(query.message(), query.nameOffset(), query.nameLength(), suffix) >= 0;
  }
}
