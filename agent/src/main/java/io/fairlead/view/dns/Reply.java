package io.fairlead.view.dns;

/** The way back to one client. Thread-safe. */
public interface Reply {
  /**
   * Sends the reply, or drops it where the client is gone. Never blocks. A reply over UDP that is
   * longer than the client takes is replaced by an empty one that says so (TC).
   *
   * @param length octets of {@code message} that are the reply
   */
  void send(byte[] message, int length);
}
