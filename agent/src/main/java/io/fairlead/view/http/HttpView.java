package io.fairlead.view.http;

import io.fairlead.transport.server.HttpServer;
import io.fairlead.transport.server.Limits;
import io.fairlead.transport.server.Route;
import io.fairlead.transport.server.Routes;
import io.fairlead.transport.server.ServerStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The API, listening. Thread-safe. */
public final class HttpView implements AutoCloseable {
  private final HttpServer server;

  private HttpView(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param metrics what {@code /metrics} tells besides the API's own figures
   * @param more routes of others, beside the API's own
   * @param tcp addresses to listen on; port 0 takes a free one
   * @param socket the path of a unix socket, or null
   * @throws IOException where it cannot listen; the message says where and why
   */
  public static HttpView start(
      Agent agent,
      List<MetricSource> metrics,
      List<Route> more,
      List<InetSocketAddress> tcp,
      @Nullable Path socket,
      Limits limits,
      RandomGenerator random)
      throws IOException {
    AtomicReference<@Nullable HttpServer> started = new AtomicReference<>();
    List<Route> all = new ArrayList<>(more);
    all.addAll(
        Api.routes(
            agent,
            metrics,
            () -> {
              HttpServer server = started.get();
              return server == null ? ServerStats.NONE : server.stats();
            },
            random));
    Routes routes = new Routes(all);
    HttpServer server = HttpServer.start(tcp, socket, routes, limits, agent.time());
    started.set(server);
    return new HttpView(server);
  }

  /** The TCP addresses that it listens on. */
  public List<InetSocketAddress> addresses() {
    return server.addresses();
  }

  /** What its server has done so far. */
  public ServerStats stats() {
    return server.stats();
  }

  /** Stops at once. Safe to repeat. */
  @Override
  public void close() {
    server.close();
  }
}
