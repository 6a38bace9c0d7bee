package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Handler;
import io.fairlead.transport.server.Query;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads that a client may ask to be {@code consistent}: answered from the store itself, or not at
 * all. The others are answered from the newest snapshot.
 */
final class Consistent {
  private static final String PARAMETER = "consistent";
  private static final int MOST = 64;

  private final Agent agent;
  private final Semaphore places = new Semaphore(MOST);

  /** Reads of this agent. */
  Consistent(Agent agent) {
    this.agent = agent;
  }

  /** Answers with what the newest snapshot says, or the store where that was asked for. */
  Handler read(BiFunction<Request, Snapshot, Answer> answer) {
    return (request, exchange) -> {
      Site site = agent.site(request.query());
      if (asked(request.query())) {
        ask(site, exchange, snapshot -> answer.apply(request, snapshot));
      } else {
        exchange.answer(site.marked(answer.apply(request, site.snapshot())));
      }
    };
  }

  /** Whether this request wants the store's own word. */
  static boolean asked(Query query) {
    return Parameters.flag(query, PARAMETER);
  }

  /** Answers from the datacenter's store, as soon as it has spoken. */
  void ask(Site site, Exchange exchange, Function<Snapshot, Answer> answer) {
    if (!places.tryAcquire()) {
      throw new Refusal(429, MOST + " consistent reads wait for the store already")
          .with("Retry-After", "1");
    }
    exchange.work(
        () -> {
          try {
            return answer
                .apply(site.store().get())
                .with(Map.of(Sites.HEADER, site.name(), "Fairlead-Age", "0"));
          } finally {
            places.release();
          }
        });
  }
}
