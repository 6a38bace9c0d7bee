package io.fairlead.view.dns.forward;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** What hangs on a selection key. */
interface Wakeable {
  /**
   * The channel has something to do.
   *
   * @param buffer room for one message, with an array, free for any use during the call
   */
  void ready(SelectionKey key, ByteBuffer buffer);
}
