package io.fairlead.transport.server;

/**
 * Answers requests, on the connection's thread: it must not wait there, but may answer later.
 * Thread-safe.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Answers now or later.
   *
   * @throws Refusal for a problem with the request
   * @throws io.fairlead.model.InvalidField for a 400 that names the field
   * @throws io.fairlead.spi.StoreException for a 503
   */
  void handle(Request request, Exchange exchange);
}
