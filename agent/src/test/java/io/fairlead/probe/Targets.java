package io.fairlead.probe;

import io.fairlead.model.CheckSpec;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Targets on this machine. */
public final class Targets {
  /** Long enough for anything that answers. */
  public static final Duration PATIENT = Duration.ofSeconds(20);

  /** Short, for peers that will not answer. */
  public static final Duration SHORT = Duration.ofMillis(300);

  private Targets() {}

  /** A target at 127.0.0.1. */
  public static Probe.Target local(CheckSpec spec, int port) {
    return at("127.0.0.1", spec, port);
  }

  /** A target at an address of this machine. */
  public static Probe.Target at(String address, CheckSpec spec, int port) {
    return new Probe.Target(spec, IpAddress.parse(address), port, "web-1");
  }

  /** A port that nobody listens on. */
  public static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
