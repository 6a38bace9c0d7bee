package io.fairlead.view.http;

/** A part of the agent that has figures to tell. Read at each scrape; thread-safe. */
@FunctionalInterface
public interface MetricSource {
  /** Tells all figures as they are now. */
  void read(Metrics into);

  /** Where figures go. Names are in Prometheus's style, in base units: {@code _seconds}. */
  interface Metrics {
    /**
     * A count that only grows.
     *
     * @param name without {@code _total}, which is added
     * @param labels names and values in turn; the same names at each call with this name
     */
    void counter(String name, String help, Number value, String... labels);

    /** A figure that comes and goes; parameters as above. */
    void gauge(String name, String help, Number value, String... labels);
  }
}
