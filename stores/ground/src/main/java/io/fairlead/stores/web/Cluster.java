package io.fairlead.stores.web;

import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.HostPort;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.url.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The servers of one store. The one that answered last is asked first; where it fails, the next one
 * is, if that is safe. Thread-safe.
 *
 * <p>A server fails by not connecting, not answering in time, breaking off, or a status of 500 and
 * above. Every method throws {@link StoreException}: retryable where all servers failed, not
 * retryable once this is closed.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Bytes of one answer at most. */
  private static final int MAX_BODY = 64 << 20;

  /** Bytes of one line of a stream at most. */
  private static final int MAX_LINE = 16 << 20;

  private static final int SERVER_ERROR = 500;

  private final List<HostPort> servers;
  private final String scheme;
  private final Supplier<Map<String, String>> headers;
  private final HttpClient client;
  private final AtomicInteger first = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Connects to nothing yet.
   *
   * @param headers sent with each request, asked for each time
   * @throws StoreException not retryable where the URL's certificates cannot be used
   */
  public Cluster(StoreUrl url, Supplier<Map<String, String>> headers) {
    this.servers = url.hosts();
    this.headers = headers;
    SSLContext tls = Tls.of(url);
    scheme = tls == null ? "http://" : "https://";
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("fairlead-store-web-", 0).factory()));
    client = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /** The answer of the first server that has one. */
  public Answer ask(Ask ask) {
    return each(ask, server -> answer(ask, server));
  }

  /** The answer of the server that {@code stream} comes from, and of no other. */
  public Answer ask(Ask ask, Lines stream) {
    requireOpen();
    try {
      return answer(ask, stream.server());
    } catch (ServerFailed e) {
      throw away(String.valueOf(e.getMessage()), e);
    }
  }

  /** A stream of lines from the first server that opens one. */
  public Lines stream(Ask ask) {
    return each(ask, server -> open(ask, server));
  }

  /**
   * Whether this stream's server is the one that is asked first: no call has failed there since.
   */
  public boolean prefers(Lines stream) {
    return servers.get(first.get()).equals(stream.server());
  }

  /** Asks another server than this stream's first from now on. */
  public void avoid(Lines stream) {
    next(servers.indexOf(stream.server()));
  }

  /**
   * Fails where this is closed.
   *
   * @throws StoreException not retryable
   */
  public void requireOpen() {
    if (closed) {
      throw StoreException.refused("the store is closed; open it again");
    }
  }

  /** Ends all requests and streams. */
  @Override
  public void close() {
    closed = true;
    client.shutdownNow();
  }

  private interface Attempt<T> {
    T with(HostPort server) throws ServerFailed;
  }

  private <T> T each(Ask ask, Attempt<T> attempt) {
    requireOpen();
    StringBuilder why = new StringBuilder();
    Throwable last = new IOException("no server");
    int start = first.get();
    for (int i = 0; i < servers.size(); i++) {
      int number = (start + i) % servers.size();
      try {
        T result = attempt.with(servers.get(number));
        first.set(number);
        return result;
      } catch (ServerFailed e) {
        last = e;
        why.append(i == 0 ? "" : "; ").append(e.getMessage());
        next(number);
        if (e.open() && !ask.repeatable()) {
          why.append(", and whether it did what it was asked is open");
          break;
        }
      }
    }
    throw away(why.toString(), last);
  }

  /** Another than this one is first from now on, unless that is so already. */
  private void next(int number) {
    first.compareAndSet(number, (number + 1) % servers.size());
  }

  private Answer answer(Ask ask, HostPort server) throws ServerFailed {
    HttpResponse<Bounded.Body> response = send(ask, server, info -> new Bounded(MAX_BODY));
    Bounded.Body body = response.body();
    int status = response.statusCode();
    if (status >= SERVER_ERROR) {
      throw ServerFailed.status(server, status, Answer.shown(body.bytes()));
    }
    return new Answer(server.toString(), status, response.headers(), body.bytes(), body.cut());
  }

  private Lines open(Ask ask, HostPort server) throws ServerFailed {
    Lines lines = new Lines(server, MAX_LINE);
    try {
      HttpResponse<Lines> response = send(ask, server, lines);
      if (response.statusCode() >= SERVER_ERROR) {
        throw ServerFailed.status(server, response.statusCode(), "");
      }
      return lines;
    } catch (ServerFailed | StoreException e) {
      lines.close();
      throw e;
    }
  }

  private <T> HttpResponse<T> send(Ask ask, HostPort server, BodyHandler<T> handler)
      throws ServerFailed {
    byte[] body = ask.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + server + ask.path()))
            .method(
                ask.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.get().forEach(request::header);
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request.build(), handler);
    try {
      return answer.get(ask.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw ServerFailed.silent(server, e);
    } catch (ExecutionException e) {
      throw ServerFailed.of(server, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw away("the wait for " + server + " was interrupted", e);
    }
  }

  private StoreException away(String why, Throwable cause) {
    requireOpen();
    return StoreException.away(
        "the store is away: " + why + ". Check that it runs and can be reached from here", cause);
  }
}
