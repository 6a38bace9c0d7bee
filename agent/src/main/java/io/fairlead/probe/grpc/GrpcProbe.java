package io.fairlead.probe.grpc;

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
 * Asks a gRPC server for its health and passes where it says SERVING; over TLS, or in the clear
 * with prior knowledge (h2c). Each look has a connection of its own. Thread-safe.
 */
public final class GrpcProbe implements Probe {
  private final Time time;
  private final Tls tls;

  /** A probe that keeps its deadlines by {@code time}. */
  public GrpcProbe(Time time, Tls tls) {
    this.time = time;
    this.tls = tls;
  }

  @Override
  public Verdict probe(Target target, Duration timeout) throws InterruptedException {
    if (!(target.spec() instanceof CheckSpec.Grpc spec)) {
      throw new IllegalArgumentException("not a gRPC check: " + target.spec());
    }
    Attempt attempt = new Attempt(target, spec.port(), timeout, time);
    byte[] call = Call.of(spec.tls() ? "https" : "http", attempt.authority(), spec.service());
    if (!spec.tls()) {
      return attempt.plain(socket -> ask(socket, call));
    }
    String name = target.address().toString();
    return attempt.secured(tls, name, !spec.insecure(), List.of("h2"), socket -> ask(socket, call));
  }

  private static Verdict ask(Socket socket, byte[] call) throws IOException {
    socket.getOutputStream().write(call);
    byte[] message = new Answer(socket.getInputStream(), socket.getOutputStream()).message();
    ServingStatus status = ServingStatus.of(message);
    return new Verdict(status == ServingStatus.SERVING, status.name());
  }
}
