package io.fairlead.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way to one peer and back. Waiting ends at the deadline ({@link
 * java.net.SocketTimeoutException}, after which it can go on as if nothing had been), when the
 * thread is interrupted ({@link java.nio.channels.ClosedByInterruptException}), or when another
 * thread closes it; otherwise for one thread at a time.
 */
interface Link extends Closeable {
  /** Limits all waiting from here on. */
  void until(Deadline limit);

  /**
   * What has come, without waiting.
   *
   * @return how many bytes; 0 where none are there now, -1 where no more will come
   */
  int read(ByteBuffer into) throws IOException;

  /** Waits until it is worth to read again. */
  void awaitInput() throws IOException;

  /** Sends all of {@code out}. */
  void write(ByteBuffer out) throws IOException;

  /** Ends it at once, also under a thread that waits on it. Safe to repeat. */
  @Override
  void close();
}
