package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Revision;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /watch}: all changes as server-sent events. A watcher that names the last event it got
 * ({@code Last-Event-ID}) goes on from there while that is remembered; any other is told all first.
 */
final class Watches {
  static final String TYPE = "text/event-stream";
  private static final int MOST = 1_000;

  private final Agent agent;
  private final AtomicInteger open = new AtomicInteger();
  // By datacenter; guarded by this.
  private final Map<String, History> histories = new HashMap<>();

  Watches(Agent agent) {
    this.agent = agent;
  }

  void handle(Request request, Exchange exchange) {
    Site site = agent.site(request.query());
    site.snapshot();
    WatchFilter filter = WatchFilter.of(request.query());
    String header = "last-event-id";
    Revision last = Parameters.revision(request.header(header), header);
    if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      throw new Refusal(429, MOST + " watch already; poll one service, or come back later")
          .with("Retry-After", "10");
    }
    exchange.onEnd(open::decrementAndGet);
    History remembered = history(site);
    Snapshot from = last == null ? null : remembered.at(last);
    exchange.answer(
        site.marked(
            Answer.streamed(
                TYPE, new WatchStream(site.catalog(), remembered, filter, exchange, from))));
  }

  /** How many watch now. */
  int open() {
    return open.get();
  }

  private synchronized History history(Site site) {
    return histories.computeIfAbsent(site.name(), name -> new History(site.catalog()));
  }
}
