package io.fairlead.agent.network;

import io.fairlead.linux.Ping;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.spi.dataplane.Peer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** What is tried on the way. */
final class TraceProbes {
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final int CONNECT_MILLIS = 3000;
  private static final int SMALL = 64;
  private static final int TRIES = 2;
  private static final int DNS = 53;

  /** What any server of names answers, if only to refuse it: NS of the root. */
  private static final byte[] ROOT_SERVERS = {
    0x66, 0x6c, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1
  };

  private TraceProbes() {}

  /** Two tries: the first packet may find that somebody must be asked first. */
  private static Ping.Outcome ping(NetworkNamespace from, IpAddress to, int octets) {
    Ping.Outcome last = new Ping.Outcome(false, "");
    for (int i = 0; i < TRIES && !last.answered(); i++) {
      last = Ping.from(from, to, octets, PATIENCE);
    }
    return last;
  }

  /** A packet that fits everywhere. */
  static Ping.Outcome small(NetworkNamespace from, IpAddress to) {
    return ping(from, to, SMALL);
  }

  /**
   * A packet of the whole MTU from a container; where only small ones pass, that is said.
   *
   * @param small how a small one went
   */
  static void whole(
      NetworkNamespace from, IpAddress to, int mtu, Ping.Outcome small, TraceSteps steps) {
    if (!small.answered()) {
      steps.broken(
          "ping",
          to + ": " + small.why(),
          "mend the first broken step above; where none is, look at the other end");
      return;
    }
    Ping.Outcome whole = ping(from, to, mtu);
    if (whole.answered()) {
      steps.ok("ping", "answered at " + mtu + " octets, uncut");
    } else {
      steps.broken(
          "ping",
          "small packets are answered, and those of " + mtu + " octets are not: " + whole.why(),
          "something on the way carries less: make the network with a smaller --mtu");
    }
  }

  /** The other host, as this one reaches it. */
  static void peer(NetworkNamespace host, Peer peer, int mtu, boolean present, TraceSteps steps) {
    String who = peer.node() + " at " + peer.address();
    if (!present) {
      steps.broken(
          "peer",
          "the agent of " + who + " is away; its containers may go on without it",
          "start the agent on " + peer.node());
      return;
    }
    Ping.Outcome small = ping(host, peer.address(), SMALL);
    if (!small.answered()) {
      steps.broken(
          "peer",
          who + " answers no ping: " + small.why(),
          "let both hosts' firewalls pass ICMP and UDP port 4789, and look at the link between them");
      return;
    }
    steps.ok("peer", who + " answers");
    Ping.Outcome whole = ping(host, peer.address(), mtu);
    if (whole.answered()) {
      steps.ok("mtu", "the way to " + peer.node() + " carries " + mtu + " octets");
    } else {
      steps.broken(
          "mtu",
          "the way to " + peer.node() + " does not carry " + mtu + " octets: " + whole.why(),
          "raise the MTU on the way, or make the network with a smaller --mtu");
    }
  }

  /** A TCP connection from a container. */
  static void connect(NetworkNamespace from, IpAddress to, int port, TraceSteps steps) {
    String where = to + " port " + port;
    try {
      from.call(() -> tried(to, port));
      steps.ok("connect", where + " takes TCP connections");
    } catch (Failed e) {
      if (e.why instanceof ConnectException && !(e.why instanceof SocketTimeoutException)) {
        steps.broken(
            "connect",
            where + " refuses: " + e.why.getMessage(),
            "start the server there, and let it listen on 0.0.0.0, not on 127.0.0.1");
      } else {
        steps.broken(
            "connect",
            where + ": " + e.why.getMessage(),
            "mend the first broken step above; where none is, look at the container's own firewall");
      }
    }
  }

  private static boolean tried(IpAddress to, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(to.toInetAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  /** A datagram from a container: only an answer, or that nobody is there, says something. */
  static void datagram(NetworkNamespace from, IpAddress to, int port, TraceSteps steps) {
    String where = to + " port " + port + "/udp";
    try {
      if (from.call(() -> isAnswered(to, port))) {
        steps.ok("datagram", where + " answers");
      } else {
        steps.skipped(
            "datagram",
            where
                + " is silent: who listens there did not care for what was sent, or it was lost on"
                + " the way",
            "look into the server's log, or ask it what it understands");
      }
    } catch (Failed e) {
      if (e.why instanceof PortUnreachableException) {
        steps.broken(
            "datagram",
            where + " refuses: nobody listens",
            "start the server there, and let it listen on 0.0.0.0, not on 127.0.0.1");
      } else {
        steps.broken(
            "datagram",
            where + ": " + e.why.getMessage(),
            "mend the first broken step; where none is, look at the container's own firewall");
      }
    }
  }

  private static boolean isAnswered(IpAddress to, int port) {
    byte[] sent = port == DNS ? ROOT_SERVERS : new byte[1];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(to.toInetAddress(), port));
      socket.setSoTimeout((int) PATIENCE.toMillis());
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(sent, sent.length));
        try {
          socket.receive(new DatagramPacket(new byte[1500], 1500));
          return true;
        } catch (SocketTimeoutException e) {
          // Once more: it may have been lost.
        }
      }
      return false;
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException why;

    private Failed(IOException why) {
      super(why);
      this.why = why;
    }
  }
}
