package io.fairlead.probe.http;

import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Attempt;
import io.fairlead.probe.Tls;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Time;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Sends one request on a connection of its own and passes where the status is 200 to 299. Redirects
 * are not followed: they say that somebody else may be healthy. Reads no further than the status.
 *
 * <p>Over TLS the check's {@code Host} header, where it has one, is the name that is asked for and
 * that the certificate must be good for; otherwise that is the address. Thread-safe.
 */
public final class HttpProbe implements Probe {
  private final Time time;
  private final Tls tls;

  /** A probe that keeps its deadlines by {@code time}. */
  public HttpProbe(Time time, Tls tls) {
    this.time = time;
    this.tls = tls;
  }

  @Override
  public Verdict probe(Target target, Duration timeout) throws InterruptedException {
    if (!(target.spec() instanceof CheckSpec.Http spec)) {
      throw new IllegalArgumentException("not an HTTP check: " + target.spec());
    }
    Attempt attempt = new Attempt(target, spec.port(), timeout, time);
    byte[] request = Request.of(spec, attempt.authority());
    if (!spec.tls()) {
      return attempt.plain(socket -> ask(socket, request));
    }
    String name = Request.host(spec, target.address().toString());
    return attempt.secured(
        tls, name, !spec.insecure(), List.of("http/1.1"), socket -> ask(socket, request));
  }

  private static Verdict ask(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    StatusLine status = StatusLine.read(socket.getInputStream());
    String reason = Attempt.line(status.reason());
    String hint = status.code() / 100 == 3 ? " (redirects are not followed)" : "";
    return new Verdict(
        status.code() / 100 == 2, ("HTTP " + status.code() + " " + reason).strip() + hint);
  }
}
