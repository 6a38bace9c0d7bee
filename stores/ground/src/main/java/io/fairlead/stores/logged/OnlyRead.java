package io.fairlead.stores.logged;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server as somebody sees it who must not change anything there. */
final class OnlyRead implements KeyServer {
  private final KeyServer server;

  OnlyRead(KeyServer server) {
    this.server = server;
  }

  @Override
  public Map<String, Item> get(List<String> keys) {
    return server.get(keys);
  }

  @Override
  public @Nullable Item get(String key) {
    return server.get(key);
  }

  @Override
  public List<Item> list(String prefix, @Nullable String after, int limit) {
    return server.list(prefix, after, limit);
  }

  /** Retryable: a history that its own agents have yet to begin may be there next time. */
  @Override
  public boolean change(List<Condition> conditions, List<Write> writes) {
    throw StoreException.away(
        "no agent has written to this store yet, or not since it lost its past; it is only read"
            + " here",
        new IOException("only read"));
  }

  @Override
  public @Nullable Item await(String key, long known, Duration timeout)
      throws InterruptedException {
    return server.await(key, known, timeout);
  }

  @Override
  public void close() {
    server.close();
  }
}
