package io.fairlead.agent;

import io.fairlead.view.http.MetricSource;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How long this agent takes for the calls of those who attach containers. Thread-safe. */
final class CallTimes {
  private final Map<String, Distribution> calls = new ConcurrentSkipListMap<>();

  /**
   * One was answered.
   *
   * @param call one of few names
   * @param nanos from the whole request to the answer
   */
  void took(String call, long nanos) {
    calls.computeIfAbsent(call, name -> new Distribution()).add(nanos);
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
