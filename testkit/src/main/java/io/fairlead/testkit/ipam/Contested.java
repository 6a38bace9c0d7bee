package io.fairlead.testkit.ipam;

import io.fairlead.spi.Store;
import io.fairlead.testkit.servers.Gate;

/** A store that hosts contend on, to which each has a way of its own. Thread-safe. */
public interface Contested extends AutoCloseable {
  /** A client of this host; whoever opens it closes it. */
  Store connect(String host);

  /** From now on the way between this host and the store is such. */
  void become(String host, Gate.Way way);

  /** Ends the store as a crash does, and starts it again on what it kept. */
  void restart();

  @Override
  void close();
}
