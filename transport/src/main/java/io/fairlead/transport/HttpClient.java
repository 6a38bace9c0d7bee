package io.fairlead.transport;

import io.fairlead.spi.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one address, on the caller's thread. Thread-safe: each request in flight has a
 * connection of its own, and a few idle ones are kept for the next.
 */
public final class HttpClient implements AutoCloseable {
  /** Bytes in a whole body at most. */
  public static final int MAX_BODY = 64 * 1024 * 1024;

  /** What is sent without a Content-Length where it has no body. */
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

  private static final int MAX_IDLE = 8;
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final Address address;
  private final @Nullable SSLContext tls;
  private final String peer;
  private final Time time;
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final Set<Connection> busy = new HashSet<>();
  private boolean closed;

  /**
   * A client of one server. Nothing is opened before the first request.
   *
   * @param peer who is expected there, in the words of an error: {@code "the Docker engine"}
   * @param time for time-outs
   */
  public HttpClient(Address address, String peer, Time time) {
    this(address, null, peer, time);
  }

  private HttpClient(Address address, @Nullable SSLContext tls, String peer, Time time) {
    this.address = address;
    this.tls = tls;
    this.peer = peer;
    this.time = time;
  }

  /** The same over TLS; the server must show a certificate of its name that {@code tls} trusts. */
  public static HttpClient overTls(Address.Tcp address, SSLContext tls, String peer, Time time) {
    return new HttpClient(address, tls, peer, time);
  }

  /** Where it sends. */
  public Address address() {
    return address;
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws Unreachable where nobody listens there or the way is barred
   * @throws AnswerTooLong where it is longer than {@link #MAX_BODY}
   * @throws IOException where the answer does not come in time, is cut short or is no HTTP; the
   *     message says which, and from whom
   */
  public Reply send(Call call) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(call.timeout(), time);
    try (Streaming answer = exchange(call, deadline, deadline)) {
      byte[] body = answer.body().readNBytes(MAX_BODY);
      if (answer.body().read() >= 0) {
        throw new AnswerTooLong(call.method() + " " + call.target(), peer, MAX_BODY);
      }
      return new Reply(answer.status(), answer.headers(), body);
    } catch (IOException e) {
      throw explained(call, e);
    }
  }

  /**
   * Sends a request and returns once the head of its answer has come; the caller reads the body as
   * long as it likes and closes it.
   *
   * @throws IOException as {@link #send} does
   */
  public Streaming stream(Call call) throws IOException, InterruptedException {
    try {
      return exchange(call, Deadline.in(call.timeout(), time), Deadline.NEVER);
    } catch (IOException e) {
      throw explained(call, e);
    }
  }

  private Streaming exchange(Call call, Deadline head, Deadline body) throws IOException {
    byte[] request = request(call);
    Connection kept = takeIdle();
    if (kept != null) {
      try {
        return ask(call, request, kept, head, body);
      } catch (SocketTimeoutException | ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        if (!call.repeatable()) {
          throw e;
        }
      }
    }
    return ask(call, request, open(head), head, body);
  }

  private Streaming ask(
      Call call, byte[] request, Connection connection, Deadline forHead, Deadline forBody)
      throws IOException {
    boolean answered = false;
    try {
      connection.until(forHead).write(request);
      Head head = Head.read(connection);
      if (head == null) {
        throw new EOFException("the connection was closed without an answer");
      }
      Streaming answer =
          new Streaming(
              head,
              Body.of(call.method(), head, connection),
              limit -> connection.until(limit == null ? forBody : forBody.or(limit, time)),
              whole -> release(connection, whole));
      connection.until(forBody);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        release(connection, false);
      }
    }
  }

  private byte[] request(Call call) {
    StringBuilder head = new StringBuilder(256);
    head.append(call.method()).append(' ').append(call.target()).append(" HTTP/1.1\r\nHost: ");
    head.append(address instanceof Address.Tcp tcp ? tcp.toString() : "localhost").append("\r\n");
    call.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (call.body().length > 0 || !BODILESS.contains(call.method())) {
      head.append("Content-Length: ").append(call.body().length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(start, start.length + call.body().length);
    System.arraycopy(call.body(), 0, whole, start.length, call.body().length);
    return whole;
  }

  private Connection open(Deadline deadline) throws IOException {
    IOException last = new UnknownHostException("no address");
    for (SocketAddress candidate : candidates()) {
      try {
        return inUse(new Connection(link(candidate, deadline.or(CONNECT, time))));
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
      deadline.millisLeft();
    }
    throw Unreachable.because(peer, address, last);
  }

  private Link link(SocketAddress candidate, Deadline deadline) throws IOException {
    SocketLink plain = SocketLink.open(candidate, deadline);
    return tls != null && address instanceof Address.Tcp tcp
        ? TlsLink.over(plain, tls, tcp)
        : plain;
  }

  private List<SocketAddress> candidates() throws IOException {
    return switch (address) {
      case Address.Unix unix -> List.of(UnixDomainSocketAddress.of(unix.path()));
      case Address.Tcp tcp -> {
        try {
          yield Arrays.stream(InetAddress.getAllByName(tcp.host()))
              .<SocketAddress>map(ip -> new InetSocketAddress(ip, tcp.port()))
              .toList();
        } catch (UnknownHostException e) {
          throw Unreachable.because(peer, address, new UnknownHostException("unknown host"));
        }
      }
    };
  }

  private synchronized Connection inUse(Connection connection) throws IOException {
    if (closed) {
      connection.close();
      throw new ClosedChannelException();
    }
    busy.add(connection);
    return connection;
  }

  private synchronized @Nullable Connection takeIdle() {
    for (Connection kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
      if (kept.fresh()) {
        busy.add(kept);
        return kept;
      }
      kept.close();
    }
    return null;
  }

  private synchronized void release(Connection connection, boolean reusable) {
    if (!busy.remove(connection)) {
      return;
    }
    if (reusable && !closed && idle.size() < MAX_IDLE) {
      idle.addLast(connection);
    } else {
      connection.close();
    }
  }

  private IOException explained(Call call, IOException e) throws InterruptedException {
    if (e instanceof ClosedByInterruptException interrupt) {
      throw interrupted(interrupt);
    }
    if (e instanceof Unreachable || e instanceof AnswerTooLong) {
      return e;
    }
    String request = call.method() + " " + call.target();
    if (e instanceof SocketTimeoutException) {
      return new SocketTimeoutException(
          peer
              + " at "
              + address
              + " did not answer "
              + request
              + " within "
              + call.timeout().toMillis()
              + "ms");
    }
    return new IOException(
        "no good answer from "
            + peer
            + " at "
            + address
            + " to "
            + request
            + ": "
            + (e.getMessage() == null ? "connection closed" : e.getMessage()),
        e);
  }

  /** The same as the exception of its kind that methods declare; takes the thread's mark away. */
  static InterruptedException interrupted(ClosedByInterruptException e) {
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException("interrupted while on the network");
    interrupted.initCause(e);
    return interrupted;
  }

  /** Ends all connections, also those under requests in flight. Safe to repeat. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(Connection::close);
    idle.clear();
    busy.forEach(Connection::close);
    busy.clear();
  }
}
