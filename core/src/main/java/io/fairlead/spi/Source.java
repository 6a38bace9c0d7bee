package io.fairlead.spi;

/** Where registrations come from: a Docker engine, a file, the API. */
public interface Source {
  /** A DNS label, unique among the agent's sources; the {@code source} of all its registrations. */
  String name();

  /**
   * Feeds {@code sink} until the thread is interrupted. Subscribes first, lists second, calls
   * {@link Sink#reset} with all it sees, then {@code upsert} and {@code remove}; may reset again at
   * any time. Trouble with what it watches is survived here and reported through {@link
   * Sink#remark}; only interruption ends it.
   */
  void run(Sink sink) throws InterruptedException;
}
