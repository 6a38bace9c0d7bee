package io.fairlead.view.dns;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A way for queries to come in. Thread-safe. */
interface Transport extends AutoCloseable {
  /**
   * Answers on one address until the listener is closed. Replies leave from the address asked.
   *
   * @param address not a wildcard; port 0 chooses one
   * @throws IOException where the address cannot be had
   */
  Listener listen(InetSocketAddress address) throws IOException;

  @Override
  void close();

  /** An address that is answered on. */
  interface Listener extends AutoCloseable {
    /** The address with its port. */
    InetSocketAddress address();

    /** Whether it still answers; one that broke is closed and opened anew. */
    boolean alive();

    /** Stops; returns when no more queries are read. */
    @Override
    void close();
  }
}
