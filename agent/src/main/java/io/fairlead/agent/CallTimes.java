package io.fairlead.agent;

import io.fairlead.view.http.MetricSource;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How long this agent takes for the calls of those who attach containers. Thread-safe. */
final class CallTimes {
  private final Map<String, Distribution> calls = new ConcurrentSkipListMap<>();
  private final LongAdder count = new LongAdder();

  /**
   * One was answered.
   *
   * @param call one of few names
   * @param nanos from the whole request to the answer
   */
  void took(String call, long nanos) {
    count.increment();
    calls.computeIfAbsent(call, name -> new Distribution()).add(nanos);
  }

  /** How many there were so far. */
  long count() {
    return count.sum();
  }

  /** For {@code /metrics}. */
  void figures(MetricSource.Metrics into) {
    calls.forEach(
        (call, spread) ->
            into.histogram(
                "fairlead_attach_call_seconds",
                "From a whole request of the engine or a runtime to its answer",
                spread.seen(),
                "call",
                call));
  }
}
