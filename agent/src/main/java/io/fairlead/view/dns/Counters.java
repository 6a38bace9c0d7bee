package io.fairlead.view.dns;

import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What all loops counted. Thread-safe. */
final class Counters {
  private static final String[] TYPES = {"A", "AAAA", "SRV", "TXT", "PTR", "other"};
  private static final int CODES = 17;

  private final LongAdder[] udp = adders(TYPES.length);
  private final LongAdder[] tcp = adders(TYPES.length);
  private final LongAdder[] codes = adders(CODES);
  final LongAdder hits = new LongAdder();
  final LongAdder planned = new LongAdder();
  final LongAdder truncated = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder connectionsRefused = new LongAdder();
  final LongAdder failures = new LongAdder();

  void query(boolean overTcp, int type) {
    (overTcp ? tcp : udp)[typeIndex(type)].increment();
  }

  void reply(int code) {
    codes[code].increment();
  }

  DnsStats stats() {
    Map<String, Long> overUdp = new LinkedHashMap<>();
    Map<String, Long> overTcp = new LinkedHashMap<>();
    for (int i = 0; i < TYPES.length; i++) {
      overUdp.put(TYPES[i], udp[i].sum());
      overTcp.put(TYPES[i], tcp[i].sum());
    }
    Map<String, Long> replies = new LinkedHashMap<>();
    for (int code = 0; code < CODES; code++) {
      long count = codes[code].sum();
      if (count > 0) {
        replies.put(ResponseCode.name(code), count);
      }
    }
    return new DnsStats(
        overUdp,
        overTcp,
        replies,
        hits.sum(),
        planned.sum(),
        truncated.sum(),
        malformed.sum(),
        dropped.sum(),
        forwarded.sum(),
        connections.sum(),
        connectionsRefused.sum(),
        failures.sum());
  }

  private static int typeIndex(int type) {
    return switch (type) {
      case RecordType.A -> 0;
      case RecordType.AAAA -> 1;
      case RecordType.SRV -> 2;
      case RecordType.TXT -> 3;
      case RecordType.PTR -> 4;
      default -> 5;
    };
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
