package io.fairlead.view.http;

import io.fairlead.json.Fields;
import io.fairlead.spi.StoreException;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import java.util.Map;
import java.util.function.Supplier;

/** Moving to another store: how far it is, and the next step. */
final class Moves {
  private final Agent agent;

  Moves(Agent agent) {
    this.agent = agent;
  }

  void status(Request request, Exchange exchange) {
    request.query().done();
    answer(exchange, () -> agent.moving().status());
  }

  void step(Request request, Exchange exchange) {
    request.query().done();
    Fields fields = Bodies.object(request);
    String from = fields.text("from");
    String to = fields.text("to");
    boolean force = fields.flagOr("force", false);
    fields.done();
    answer(exchange, () -> agent.moving().step(from, to, force));
  }

  void back(Request request, Exchange exchange) {
    boolean force = request.query().textOr("force", "false").equals("true");
    request.query().done();
    answer(exchange, () -> agent.moving().back(force));
  }

  private static void answer(Exchange exchange, Supplier<Map<String, Object>> work) {
    exchange.work(
        () -> {
          try {
            return Answer.json(200, Json.write(work.get()));
          } catch (StoreException e) {
            throw new Refusal(e.retryable() ? 503 : 409, String.valueOf(e.getMessage()));
          }
        });
  }
}
