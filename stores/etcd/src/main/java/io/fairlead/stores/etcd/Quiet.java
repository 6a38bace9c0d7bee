package io.fairlead.stores.etcd;

import io.fairlead.spi.Time;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a silent stream has missed nothing, where others write to the same etcd. Without this the
 * place of a watch would stay behind until its history is compacted. Used by one thread.
 */
final class Quiet {
  private static final Duration DOUBT = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final Space space;
  private final String prefix;
  private final Time time;
  private long since;

  Quiet(Gateway gateway, Space space, String prefix, Time time) {
    this.gateway = gateway;
    this.space = space;
    this.prefix = prefix;
    this.time = time;
    start();
  }

  /** Something was heard of the prefix just now. */
  void start() {
    since = time.nanos();
  }

  /** Whether it is time to look for oneself. */
  boolean due() {
    return time.nanos() - since >= DOUBT.toNanos();
  }

  /** The newest revision, by {@code stream}'s server alone if one is given. */
  static long newest(Gateway gateway, Space space, @Nullable Lines stream, Duration deadline) {
    Map<String, Object> nothing = Map.of("key", space.outside(""), "keys_only", true);
    Ask ask = Ask.post("/v3/kv/range", nothing).within(deadline);
    try {
      Fields answer = stream == null ? gateway.call(ask) : gateway.call(ask, stream);
      return answer.object("header").number("revision");
    } catch (Refusal e) {
      throw gateway.refused(e);
    }
  }

  /**
   * A revision up to which nothing under the prefix was changed after {@code seen}: no entry was
   * modified since, and there are as many as there were.
   *
   * @throws IOException where something was, which the stream should have told
   */
  long proven(long seen) throws IOException {
    start();
    Map<String, Object> range = space.range(prefix);
    range.put("keys_only", true);
    range.put("limit", 1);
    range.put("min_mod_revision", Long.toString(seen + 1));
    Fields now = gateway.insist(Ask.post("/v3/kv/range", range).within(DEADLINE));
    Map<String, Object> then = space.range(prefix);
    then.put("count_only", true);
    then.put("revision", Long.toString(seen));
    long count;
    try {
      count = gateway.call(Ask.post("/v3/kv/range", then).within(DEADLINE)).number("count");
    } catch (Refusal e) {
      if (!e.compacted()) {
        throw gateway.refused(e);
      }
      throw new IOException("the history of the stream is compacted", e);
    }
    if (!now.list("kvs").isEmpty() || now.number("count") != count) {
      throw new IOException("the stream missed a change");
    }
    return now.object("header").number("revision");
  }
}
