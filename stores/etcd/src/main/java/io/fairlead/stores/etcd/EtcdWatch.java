package io.fairlead.stores.etcd;

import io.fairlead.model.InvalidField;
import io.fairlead.model.Revision;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Watch;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.LineTooLong;
import io.fairlead.stores.web.Lines;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream of etcd's, opened again on another server where it ends, and after the revision that it
 * had come to. A stream that is silent is believed only while its server answers for a majority.
 */
final class EtcdWatch implements Watch {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** Silence after which its server is asked whether it is still there. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** The same where calls failed at that server. */
  private static final Duration SUSPICION = Duration.ofMillis(500);

  private final Gateway gateway;
  private final Space space;
  private final String prefix;
  private final Time time;
  private final Quiet quiet;
  private final Pulse pulse;
  private String cluster;
  private long seen;
  private long heard;
  private boolean useful;
  private volatile @Nullable Lines stream;
  private @Nullable Reset reset;
  private volatile boolean closed;

  EtcdWatch(Gateway gateway, Space space, String prefix, long seen, Time time) {
    this.gateway = gateway;
    this.space = space;
    this.prefix = prefix;
    this.seen = seen;
    this.time = time;
    quiet = new Quiet(gateway, space, prefix, time);
    pulse = new Pulse(time);
    cluster = gateway.identity();
  }

  @Override
  public @Nullable Event next(Duration timeout) throws InterruptedException {
    long start = time.nanos();
    while (true) {
      requireOpen();
      if (reset != null) {
        return reset;
      }
      Lines lines = stream == null ? open() : stream;
      long left = timeout.toNanos() - (time.nanos() - start);
      Duration silence = gateway.prefers(lines) && !pulse.isMissed() ? SILENCE : SUSPICION;
      long patience = Math.max(0, silence.toNanos() - (time.nanos() - heard));
      Event event;
      try {
        byte[] line = lines.next(Duration.ofNanos(Math.min(left, patience)));
        if (line == null && patience <= left) {
          ask(lines, gateway.prefers(lines) ? DEADLINE : SUSPICION);
        }
        event = line == null ? null : read(line);
      } catch (LineTooLong e) {
        event = reset("more happened at once than can be told", false);
      } catch (IOException e) {
        abandon(lines, e);
        event = null;
      }
      if (event != null || timeout.toNanos() - (time.nanos() - start) <= 0) {
        return event;
      }
    }
  }

  @Override
  public Duration doubt() {
    return pulse.doubt();
  }

  @Override
  public void close() {
    closed = true;
    Lines open = stream;
    if (open != null) {
      open.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw StoreException.refused("the watch is closed; open another");
    }
    gateway.requireOpen();
  }

  private Lines open() {
    Map<String, Object> request = space.range(prefix);
    request.put("start_revision", Long.toString(seen + 1));
    request.put("progress_notify", true);
    Lines opened =
        gateway.stream(Ask.post("/v3/watch", Map.of("create_request", request)).within(DEADLINE));
    stream = opened;
    useful = false;
    heard = time.nanos();
    quiet.start();
    if (closed) {
      opened.close();
    }
    return opened;
  }

  /** What a line says, or null where it is of no interest to the reader. */
  private @Nullable Event read(byte[] line) throws IOException {
    Fields message = message(line);
    heard = time.nanos();
    if (!message.has("result")) {
      gateway.forgetToken(); // it may be that
      throw new IOException(why(message));
    }
    Fields result = gateway.noted(message.object("result"));
    long revision = result.object("header").number("revision");
    if (result.has("compact_revision") && result.number("compact_revision") > 0) {
      return reset("etcd compacted its history up to " + result.text("compact_revision"), false);
    }
    if (result.flag("canceled")) {
      gateway.forgetToken(); // etcd says nothing else of one that is over
      throw new IOException(why(result));
    }
    if (other(result.object("header").text("cluster_id"))) {
      return reset("another etcd cluster answers than before", true);
    }
    if (result.flag("created")) {
      return revision < seen ? compared() : null;
    }
    useful = true;
    pulse.felt();
    Delta delta = delta(result);
    if (delta != null) {
      quiet.start();
      seen = delta.revision().value();
    } else if (!result.has("events")) {
      seen = Math.max(seen, revision); // a progress notification: all before it was told
    }
    return delta;
  }

  private @Nullable Delta delta(Fields result) {
    Map<String, Change> changes = new LinkedHashMap<>();
    long last = seen;
    for (Fields event : result.list("events")) {
      Fields kv = event.object("kv");
      long revision = kv.number("mod_revision");
      if (revision > seen) {
        String key = space.inside(kv.key());
        byte[] value = event.text("type").equals("DELETE") ? null : kv.bytes("value");
        changes.remove(key); // so that its place is that of its last change
        changes.put(key, new Change(key, value, new Revision(revision)));
        last = Math.max(last, revision);
      }
    }
    return changes.isEmpty()
        ? null
        : new Delta(new Revision(last), changes.values().stream().toList());
  }

  /** Asks the silent stream's server for the newest revision that a majority agrees on. */
  private void ask(Lines lines, Duration deadline) throws IOException {
    long newest;
    pulse.asked();
    try {
      newest = Quiet.newest(gateway, space, lines, deadline);
      if (newest > seen && quiet.due()) {
        seen = quiet.proven(seen);
      }
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
    heard = time.nanos();
    useful = true;
    pulse.felt();
    if (other(gateway.identity())) {
      reset("another etcd cluster answers than before", true);
    } else if (newest < seen) {
      reset(behind(newest), true);
    }
  }

  /** The stream's server may be behind; what a majority agrees on is not. */
  private @Nullable Event compared() throws IOException {
    long newest;
    try {
      newest = Quiet.newest(gateway, space, null, DEADLINE);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
    return newest < seen ? reset(behind(newest), true) : null;
  }

  private String behind(long newest) {
    return "etcd is at revision " + newest + " and was at " + seen + ": it lost data";
  }

  private boolean other(String id) {
    if (cluster.isEmpty()) {
      cluster = id;
    }
    return !id.isEmpty() && !cluster.equals(id);
  }

  private Reset reset(String why, boolean pastLost) {
    Reset said = new Reset(why, pastLost);
    reset = said;
    Lines open = stream;
    if (open != null) {
      open.close();
    }
    return said;
  }

  /** Ends a stream that is no good; only one that was of use is followed by another at once. */
  private void abandon(Lines lines, IOException why) {
    lines.close();
    stream = null;
    pulse.missed();
    requireOpen();
    gateway.avoid(lines);
    if (!useful) {
      throw StoreException.away(
          "the watch cannot go on: " + why.getMessage() + ". It is tried again", why);
    }
  }

  private static Fields message(byte[] line) throws IOException {
    try {
      return Fields.of(Json.parse(line));
    } catch (InvalidField e) {
      throw new IOException("etcd's stream is no JSON: " + e.getMessage(), e);
    }
  }

  private static String why(Fields message) {
    String reason = message.text("cancel_reason");
    String said = message.object("error").text("message") + message.text("message");
    return "etcd ended the stream (" + (reason.isEmpty() ? said : reason) + ")";
  }
}
