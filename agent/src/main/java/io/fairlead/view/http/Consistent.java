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
import java.util.function.UnaryOperator;

/**
 * Reads that a client may ask to be {@code consistent}: answered from the store itself, or not at
 * all. The others are answered from the newest snapshot.
 */
final class Consistent {
  private static final String PARAMETER = "consistent";
  private static final int MOST = 64;

  private final Agent agent;
  private final UnaryOperator<Answer> aged;
  private final Semaphore places = new Semaphore(MOST);

  /**
   * Reads of this agent.
   *
   * @param aged adds how old an answer from the catalog may be
   */
  Consistent(Agent agent, UnaryOperator<Answer> aged) {
    this.agent = agent;
    this.aged = aged;
  }

  /** Answers with what the newest snapshot says, or the store where that was asked for. */
  Handler read(BiFunction<Request, Snapshot, Answer> answer) {
    return (request, exchange) -> {
      if (asked(request.query())) {
        ask(exchange, snapshot -> answer.apply(request, snapshot));
      } else {
        exchange.answer(aged.apply(answer.apply(request, agent.catalog().snapshot())));
      }
    };
  }

  /** Whether this request wants the store's own word. */
  static boolean asked(Query query) {
    return switch (query.textOr(PARAMETER, "false")) {
      case "", "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(400, "must be true, false or without a value", PARAMETER);
    };
  }

  /** Answers from the store, as soon as it has spoken. */
  void ask(Exchange exchange, Function<Snapshot, Answer> answer) {
    if (!places.tryAcquire()) {
      throw new Refusal(429, MOST + " consistent reads wait for the store already")
          .with("Retry-After", "1");
    }
    exchange.work(
        () -> {
          try {
            return answer.apply(agent.store().get()).with(Map.of("Fairlead-Age", "0"));
          } finally {
            places.release();
          }
        });
  }
}
