package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /watch}: all changes as server-sent events. A watcher that names the last event it got
 * ({@code Last-Event-ID}) goes on from there while that is remembered; any other is told all first.
 */
final class Watches {
  static final String TYPE = "text/event-stream";
  private static final int MOST = 1_000;

  private final Catalog catalog;
  private final AtomicInteger open = new AtomicInteger();
  private @Nullable History history;

  Watches(Catalog catalog) {
    this.catalog = catalog;
  }

  void handle(Request request, Exchange exchange) {
    WatchFilter filter = WatchFilter.of(request.query());
    String header = "last-event-id";
    Revision last = Parameters.revision(request.header(header), header);
    if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      throw new Refusal(429, MOST + " watch already; poll one service, or come back later")
          .with("Retry-After", "10");
    }
    exchange.onEnd(open::decrementAndGet);
    History remembered = history();
    Snapshot from = last == null ? null : remembered.at(last);
    exchange.answer(
        Answer.streamed(TYPE, new WatchStream(catalog, remembered, filter, exchange, from)));
  }

  /** How many watch now. */
  int open() {
    return open.get();
  }

  private synchronized History history() {
    History made = history;
    if (made == null) {
      made = new History(catalog);
      history = made;
    }
    return made;
  }
}
