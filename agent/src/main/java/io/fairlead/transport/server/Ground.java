package io.fairlead.transport.server;

import io.fairlead.spi.Time;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Phaser;

/** What all connections of a server share. Thread-safe. */
final class Ground {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  final Handler handler;
  final Limits limits;
  final Time time;
  final Counters counters = new Counters();

  /** All that are open; one that is accepted while the server closes is closed with the others. */
  final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /** The server itself, and each answer that a thread of its own works at. */
  final Phaser working = new Phaser(1);

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
