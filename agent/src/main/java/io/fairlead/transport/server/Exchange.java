package io.fairlead.transport.server;

import java.time.Duration;
import java.util.function.Supplier;

/** A request that is being answered. Thread-safe; tasks run on the connection's thread. */
public interface Exchange {
  /** Answers, now or later. Only the first answer counts; one after the client has gone is lost. */
  void answer(Answer answer);

  /**
   * Answers with what {@code work} gives; it may wait, on a thread of its own. Its exceptions are
   * answered as those of a {@link Handler}; an {@link Error} ends the connection without an answer.
   */
  void work(Supplier<Answer> work);

  /** Asks the {@link Pieces} of the answer again. */
  void resume();

  /** Runs a task soon; for others' threads, to hand over. */
  void run(Runnable task);

  /**
   * Runs a task once after {@code wait}, a quarter of a second later at most, unless the exchange
   * has ended by then. There is one such task: a new one takes the place of the one before.
   */
  void after(Duration wait, Runnable task);

  /** Runs a task once the exchange ends: answered in full, or the client gone. */
  void onEnd(Runnable task);
}
