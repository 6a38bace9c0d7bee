package io.fairlead.view.dns.forward;

/** One question to one upstream. Confined to the forwarding thread. */
final class Attempt {
  private final Exchange exchange;
  private final Upstream upstream;
  private final boolean tcp;
  private final long sentAt;
  private Runnable ending = () -> {};
  private boolean over;

  Attempt(Exchange exchange, Upstream upstream, boolean tcp, long sentAt) {
    this.exchange = exchange;
    this.upstream = upstream;
    this.tcp = tcp;
    this.sentAt = sentAt;
  }

  Exchange exchange() {
    return exchange;
  }

  Upstream upstream() {
    return upstream;
  }

  boolean tcp() {
    return tcp;
  }

  long sentAt() {
    return sentAt;
  }

  /** Has {@code action} done when this ends, after what was given before. */
  void atEnd(Runnable action) {
    Runnable before = ending;
    ending =
        () -> {
          before.run();
          action.run();
        };
  }

  /**
   * Ends it: answered, failed or given up.
   *
   * @return false where it has ended before
   */
  boolean end() {
    if (over) {
      return false;
    }
    over = true;
    ending.run();
    return true;
  }
}
