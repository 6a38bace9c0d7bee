package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.ServiceKey;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with the first snapshot that satisfies a condition, or with the newest
 * once its time is over. Holds no thread. Confined to the connection's thread.
 */
final class SnapshotWait {
  private final Catalog catalog;
  private final ServiceKey service;
  private final Exchange exchange;
  private final Predicate<Snapshot> condition;
  private final Function<Snapshot, Answer> then;
  private Catalog.@Nullable Waiting waiting;
  private boolean over;

  private SnapshotWait(
      Catalog catalog,
      ServiceKey service,
      Exchange exchange,
      Predicate<Snapshot> condition,
      Function<Snapshot, Answer> then) {
    this.catalog = catalog;
    this.service = service;
    this.exchange = exchange;
    this.condition = condition;
    this.then = then;
  }

  /**
   * Waits for a snapshot in which {@code condition} holds, which only changes of {@code service}
   * can bring about.
   *
   * @param patience how long at most
   * @param late what to answer then
   */
  static void answer(
      Catalog catalog,
      ServiceKey service,
      Exchange exchange,
      Predicate<Snapshot> condition,
      Function<Snapshot, Answer> then,
      Duration patience,
      Function<Snapshot, Answer> late) {
    SnapshotWait wait = new SnapshotWait(catalog, service, exchange, condition, then);
    wait.look(catalog.snapshot());
    if (!wait.over) {
      exchange.onEnd(wait::end);
      exchange.after(patience, () -> exchange.answer(late.apply(catalog.snapshot())));
    }
  }

  private void look(Snapshot snapshot) {
    if (over) {
      return;
    }
    if (condition.test(snapshot)) {
      over = true;
      exchange.answer(then.apply(snapshot));
      return;
    }
    waiting = catalog.await(service, snapshot.revision(), next -> exchange.run(() -> look(next)));
  }

  private void end() {
    over = true;
    if (waiting != null) {
      waiting.close();
    }
  }
}
