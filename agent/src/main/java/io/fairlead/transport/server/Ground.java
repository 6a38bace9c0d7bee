package io.fairlead.transport.server;

import io.fairlead.spi.Time;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What all connections of a server share. Thread-safe. */
final class Ground {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  final Handler handler;
  final Limits limits;
  final Time time;
  final Counters counters = new Counters();

  private volatile Stamp stamp = new Stamp(0, "");

  Ground(Handler handler, Limits limits, Time time) {
    this.handler = handler;
    this.limits = limits;
    this.time = time;
  }

  /** The value of the {@code Date} header, made once a second. */
  String date() {
    Instant now = time.now();
    Stamp known = stamp;
    if (known.second != now.getEpochSecond()) {
      known = new Stamp(now.getEpochSecond(), HTTP_DATE.format(now));
      stamp = known;
    }
    return known.text;
  }

  private record Stamp(long second, String text) {}
}
