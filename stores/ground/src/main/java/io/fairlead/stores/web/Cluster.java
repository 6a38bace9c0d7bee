package io.fairlead.stores.web;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.HostPort;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.url.Tls;
import io.fairlead.transport.Address;
import io.fairlead.transport.AnswerTooLong;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.transport.Streaming;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one store. The one that answered last is asked first; where it fails, the next one
 * is, if that is safe. Thread-safe.
 *
 * <p>A server fails by not connecting, not answering in time, breaking off, or a status of 500 and
 * above. Every method throws {@link StoreException}: retryable where all servers failed, not
 * retryable once this is closed.
 */
public final class Cluster implements AutoCloseable {
  /** Bytes of one line of a stream at most. */
  private static final int MAX_LINE = 16 << 20;

  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final byte[] NO_BODY = {};

  private final List<Server> servers;
  private final Supplier<Map<String, String>> headers;
  private final AtomicInteger first = new AtomicInteger();
  private volatile boolean closed;

  private record Server(HostPort at, HttpClient client) {}

  /**
   * Connects to nothing yet.
   *
   * @param headers sent with each request, asked for each time
   * @param time for deadlines
   * @throws StoreException not retryable where the URL's certificates cannot be used
   */
  public Cluster(StoreUrl url, Supplier<Map<String, String>> headers, Time time) {
    this.headers = headers;
    SSLContext tls = Tls.of(url);
    servers = url.hosts().stream().map(at -> new Server(at, client(at, tls, time))).toList();
  }

  private static HttpClient client(HostPort at, @Nullable SSLContext tls, Time time) {
    Address.Tcp address = new Address.Tcp(at.host(), at.port());
    return tls == null
        ? new HttpClient(address, "the store", time)
        : HttpClient.overTls(address, tls, "the store", time);
  }

  /** The answer of the first server that has one. */
  public Answer ask(Ask ask) {
    return each(ask, server -> answer(ask, server));
  }

  /** The answer of the server that {@code stream} comes from, and of no other. */
  public Answer ask(Ask ask, Lines stream) {
    requireOpen();
    try {
      return answer(ask, servers.get(number(stream)));
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
    return first.get() == number(stream);
  }

  /** Asks another server than this stream's first from now on. */
  public void avoid(Lines stream) {
    next(number(stream));
  }

  private int number(Lines stream) {
    return servers.stream().map(Server::at).toList().indexOf(stream.server());
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
    servers.forEach(server -> server.client().close());
  }

  private interface Attempt<T> {
    T with(Server server) throws ServerFailed;
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

  private Answer answer(Ask ask, Server server) throws ServerFailed {
    String name = server.at().toString();
    try {
      Reply reply = server.client().send(call(ask));
      if (reply.status() >= SERVER_ERROR) {
        throw ServerFailed.status(server.at(), reply.status(), Answer.shown(reply.body()));
      }
      return new Answer(name, reply.status(), reply.headers(), reply.body(), false);
    } catch (AnswerTooLong e) {
      return new Answer(name, OK, Map.of(), NO_BODY, true);
    } catch (IOException e) {
      throw failed(server, e);
    } catch (InterruptedException e) {
      throw interrupted(server, e);
    }
  }

  private Lines open(Ask ask, Server server) throws ServerFailed {
    try {
      Streaming stream = server.client().stream(call(ask));
      if (stream.status() >= SERVER_ERROR) {
        stream.close();
        throw ServerFailed.status(server.at(), stream.status(), "");
      }
      return new Lines(server.at(), stream, MAX_LINE);
    } catch (IOException e) {
      throw failed(server, e);
    } catch (InterruptedException e) {
      throw interrupted(server, e);
    }
  }

  private Call call(Ask ask) {
    Map<String, String> all = new HashMap<>(headers.get());
    byte[] body = ask.body();
    if (body != null) {
      all.put("Content-Type", "application/json");
    }
    return new Call(
        ask.method(),
        ask.path(),
        all,
        body == null ? NO_BODY : body,
        ask.deadline(),
        ask.repeatable());
  }

  private static ServerFailed failed(Server server, IOException e) {
    return e instanceof ServerFailed failed ? failed : ServerFailed.of(server.at(), e);
  }

  private StoreException interrupted(Server server, InterruptedException e) {
    Thread.currentThread().interrupt();
    return away("the wait for " + server.at() + " was interrupted", e);
  }

  private StoreException away(String why, Throwable cause) {
    requireOpen();
    return StoreException.away(
        "the store is away: " + why + ". Check that it runs and can be reached from here", cause);
  }
}
