package io.fairlead.view.dns.forward;

import io.fairlead.spi.Time;
import io.fairlead.wire.dns.ResponseCode;
import io.fairlead.wire.dns.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes each question from upstream to upstream until one answers, the deadline comes, or all have
 * failed. Confined to the forwarding thread.
 */
final class Exchanges implements Receiver {
  /** When a client gets a stale answer while upstreams are still being waited for (RFC 8767). */
  private static final long STALE_AFTER = Duration.ofMillis(1800).toNanos();

  /** How long a stale answer is then given at once. */
  private static final long STALE_HELD = Duration.ofSeconds(5).toNanos();

  /** How long a failure of all upstreams is remembered for a question (RFC 9520). */
  private static final long FAILED_SECONDS = 1;

  private final Time time;
  private final Timers timers;
  private final Sockets sockets;
  private final Upstreams upstreams;
  private final ForwardCache cache;
  private final Counters counters;
  private final long timeout;
  private final long deadline;
  private final Map<QuestionKey, Exchange> open = new HashMap<>();

  Exchanges(
      ForwardOptions.Limits limits,
      Time time,
      Timers timers,
      Sockets sockets,
      Upstreams upstreams,
      ForwardCache cache,
      Counters counters) {
    this.time = time;
    this.timers = timers;
    this.sockets = sockets;
    this.upstreams = upstreams;
    this.cache = cache;
    this.counters = counters;
    this.timeout = limits.timeout().toNanos();
    this.deadline = limits.deadline().toNanos();
  }

  /** Begins to find the answer for a client, or joins others that wait for the same. */
  void start(Ask ask) {
    if (!ask.tcp() && sockets.sentFrom(ask.client().getPort(), ask.query().id(), ask.key())) {
      refuse(ask);
      return;
    }
    Exchange same = open.get(ask.key());
    if (same != null) {
      counters.joined().increment();
      same.asks().add(ask);
      return;
    }
    long now = time.nanos();
    List<Upstream> order = upstreams.of(ask.key().name(), now);
    sockets.keepOnly(upstreams.all());
    Exchange exchange = new Exchange(ask, order);
    open.put(ask.key(), exchange);
    if (order.isEmpty()) {
      fail(exchange);
      return;
    }
    exchange.timer(timers.at(now + deadline, () -> fail(exchange)));
    if (STALE_AFTER < deadline) {
      exchange.timer(timers.at(now + STALE_AFTER, () -> giveStale(exchange)));
    }
    for (Upstream upstream : order) {
      if (upstream.probe(now)) {
        attempt(exchange, upstream);
      }
    }
    next(exchange);
  }

  @Override
  public void received(Attempt attempt, byte[] message) {
    Exchange exchange = attempt.exchange();
    Answer answer = Answer.read(message, exchange.key());
    boolean cut = !attempt.tcp() && (Wire.u16(message, Flags.AT) & Flags.TC) != 0;
    if (answer == null && !cut) {
      ignored();
      return;
    }
    if (!attempt.end()) {
      return;
    }
    attempt.upstream().answered(time.nanos() - attempt.sentAt());
    if (exchange.done()) {
      return;
    }
    if (cut && !exchange.tcp()) {
      cut(exchange, answer);
    } else if (answer != null && !answer.truncated()) {
      judge(exchange, attempt.upstream(), answer);
    } else {
      unanswered(exchange);
    }
  }

  @Override
  public void broken(Attempt attempt) {
    if (attempt.end()) {
      attempt.upstream().failed(time.nanos());
      unanswered(attempt.exchange());
    }
  }

  @Override
  public void ignored() {
    counters.ignored().increment();
  }

  /** Answers every client that still waits with SERVFAIL. */
  void close() {
    for (Exchange exchange : List.copyOf(open.values())) {
      exchange.asks().forEach(this::refuse);
      end(exchange);
    }
  }

  /** Answers SERVFAIL at once. */
  void refuse(Ask ask) {
    counters.waiting().decrementAndGet();
    counters.failures().increment();
    ask.answer(ResponseCode.SERVFAIL);
  }

  private void next(Exchange exchange) {
    Upstream upstream = exchange.nextUpstream();
    if (upstream != null) {
      long patience = upstream.patience(timeout);
      attempt(exchange, upstream);
      if (!exchange.done()) {
        exchange.next(timers, timers.at(time.nanos() + patience, () -> next(exchange)));
      }
    } else if (exchange.outstanding() == 0) {
      fail(exchange);
    }
  }

  private void attempt(Exchange exchange, Upstream upstream) {
    long now = time.nanos();
    Attempt attempt = new Attempt(exchange, upstream, exchange.tcp(), now);
    Timers.Timer expiry = timers.at(now + timeout, () -> broken(attempt));
    exchange.outstanding(1);
    attempt.atEnd(() -> exchange.outstanding(-1));
    attempt.atEnd(() -> timers.cancel(expiry));
    upstream.asked();
    try {
      sockets.ask(attempt, this);
    } catch (IOException e) {
      timers.at(now, () -> broken(attempt));
    }
  }

  /** An attempt of this exchange brought no answer: go on where that makes sense. */
  private void unanswered(Exchange exchange) {
    if (exchange.done()) {
      return;
    }
    if (exchange.untried()) {
      next(exchange);
    } else if (exchange.outstanding() == 0 && exchange.refusedByAll()) {
      fail(exchange);
    } else if (exchange.outstanding() == 0) {
      long soon = time.nanos() + Upstream.SHORT_PATIENCE;
      exchange.next(timers, timers.at(soon, () -> next(exchange)));
    }
  }

  private void judge(Exchange exchange, Upstream upstream, Answer answer) {
    if (answer.rcode() == ResponseCode.NOERROR || answer.rcode() == ResponseCode.NXDOMAIN) {
      finish(exchange, answer);
    } else {
      exchange.refused(upstream, answer);
      unanswered(exchange);
    }
  }

  /** The answer did not fit: clients of UDP are told so, those of TCP get it over TCP. */
  private void cut(Exchange exchange, @Nullable Answer answer) {
    List<Ask> overUdp = exchange.asks().stream().filter(ask -> !ask.tcp()).toList();
    exchange.asks().removeIf(ask -> !ask.tcp());
    counters.waiting().addAndGet(-overUdp.size());
    long now = time.nanos();
    for (Ask ask : overUdp) {
      if (answer == null) {
        ask.cut();
      } else {
        ask.answer(StoredAnswer.of(answer, now), now);
      }
    }
    if (exchange.asks().isEmpty()) {
      end(exchange);
    } else {
      exchange.overTcp();
      next(exchange);
    }
  }

  private void finish(Exchange exchange, Answer answer) {
    StoredAnswer stored = StoredAnswer.of(answer, time.nanos());
    if (answer.seconds() > 0) {
      cache.put(exchange.key(), stored);
    }
    giveAll(exchange, stored);
    end(exchange);
  }

  /** No upstream answered: a stale answer, what the last one said, or SERVFAIL. */
  private void fail(Exchange exchange) {
    if (!giveStale(exchange)) {
      counters.failures().add(exchange.asks().size());
      Answer refusal = exchange.refusal();
      if (refusal == null) {
        byte[] failure = exchange.query().answer(ResponseCode.SERVFAIL, 0);
        refusal = new Answer(failure, new int[0], FAILED_SECONDS);
      }
      finish(exchange, refusal);
    } else {
      end(exchange);
    }
  }

  /** Gives those who wait what is left of an old answer; false where there is none. */
  private boolean giveStale(Exchange exchange) {
    long now = time.nanos();
    StoredAnswer old = cache.get(exchange.key(), now);
    if (old == null) {
      return false;
    }
    cache.put(exchange.key(), old.heldUntil(now + STALE_HELD));
    counters.stale().add(exchange.asks().size());
    giveAll(exchange, old);
    return true;
  }

  private void giveAll(Exchange exchange, StoredAnswer answer) {
    List<Ask> asks = List.copyOf(exchange.asks());
    exchange.asks().clear();
    counters.waiting().addAndGet(-asks.size());
    long now = time.nanos();
    for (Ask ask : asks) {
      ask.answer(answer, now);
    }
  }

  private void end(Exchange exchange) {
    open.remove(exchange.key());
    exchange.finish(timers);
  }
}
