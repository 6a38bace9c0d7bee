package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Pieces;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One watcher's events. A watcher that is slow gets, once it takes more, the difference to the
 * newest snapshot: nothing piles up for it. Confined to the connection's thread.
 */
final class WatchStream implements Pieces {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Catalog catalog;
  private final History history;
  private final WatchFilter filter;
  private final Exchange exchange;

  private Snapshot seen;
  private Iterator<byte[]> texts;
  private Catalog.@Nullable Waiting waiting;
  private boolean heartbeatDue;

  /**
   * Events from {@code from} on; from nothing where that is null.
   *
   * @param exchange its answer
   */
  WatchStream(
      Catalog catalog,
      History history,
      WatchFilter filter,
      Exchange exchange,
      @Nullable Snapshot from) {
    this.catalog = catalog;
    this.history = history;
    this.filter = filter;
    this.exchange = exchange;
    this.seen = from == null ? catalog.snapshot() : from;
    this.texts = from == null ? everything(seen) : Collections.emptyIterator();
    exchange.onEnd(this::stopWaiting);
    exchange.after(HEARTBEAT, this::heartbeat);
  }

  private Iterator<byte[]> everything(Snapshot snapshot) {
    Revision revision = snapshot.revision();
    Stream<byte[]> puts =
        filter.instances(snapshot).map(instance -> Events.of(new Diff.Step(instance, false)));
    Stream<byte[]> end = Stream.of(Events.id(revision), Events.current(revision));
    return Stream.concat(Stream.concat(Stream.of(Events.reset(revision)), puts), end).iterator();
  }

  @Override
  public byte @Nullable [] next() {
    if (!texts.hasNext()) {
      catchUp();
    }
    if (texts.hasNext()) {
      return texts.next();
    }
    if (heartbeatDue) {
      heartbeatDue = false;
      return Events.heartbeat();
    }
    return null;
  }

  private void catchUp() {
    Snapshot now = catalog.snapshot();
    if (now != seen) {
      List<byte[]> changes = filter.changes(seen, now, history);
      seen = now;
      if (!changes.isEmpty()) {
        // The id comes with the last of a batch: who got only a part gets the batch again.
        int last = changes.size() - 1;
        texts =
            Stream.concat(
                    changes.subList(0, last).stream(),
                    Stream.of(Events.id(now.revision()), changes.get(last)))
                .iterator();
        return;
      }
    }
    if (waiting == null) {
      waiting = catalog.await(filter.service(), seen.revision(), woken -> exchange.run(this::wake));
    }
  }

  private void wake() {
    waiting = null;
    exchange.resume();
  }

  private void heartbeat() {
    heartbeatDue = true;
    exchange.after(HEARTBEAT, this::heartbeat);
    exchange.resume();
  }

  private void stopWaiting() {
    if (waiting != null) {
      waiting.close();
    }
  }

  @Override
  public boolean ended() {
    return false;
  }
}
