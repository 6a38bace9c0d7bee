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

    /** How figures of one kind are spread; parameters as above. */
    void histogram(String name, String help, Buckets buckets, String... labels);
  }

  /**
   * A spread of figures.
   *
   * @param bounds the largest figure that each bucket takes, rising; the last bucket has none
   * @param counts figures in each bucket, one more than there are bounds
   * @param sum of all figures
   */
  record Buckets(double[] bounds, long[] counts, double sum) {}
}
