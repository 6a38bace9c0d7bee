package io.fairlead.view.dns.forward;

/** What becomes of attempts. */
interface Receiver {
  /**
   * The upstream answered the question asked. Where the rest of the message is malformed, nothing
   * happens and the attempt goes on.
   *
   * @param message belongs to the receiver from now on
   */
  void received(Attempt attempt, byte[] message);

  /** The upstream cannot be reached or broke off. */
  void broken(Attempt attempt);

  /** Something came that is no answer to anything asked. */
  void ignored();
}
