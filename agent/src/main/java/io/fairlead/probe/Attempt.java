package io.fairlead.probe;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** One look at a target over TCP: connects, has something said, and puts trouble into words. */
public final class Attempt {
  private static final int SHOWN = 200;

  private final Probe.Target target;
  private final int port;
  private final Duration timeout;
  private final Time time;

  /**
   * A look that ends within {@code timeout}.
   *
   * @param port the check's own port, or 0 for the instance's
   */
  public Attempt(Probe.Target target, int port, Duration timeout, Time time) {
    this.target = target;
    this.port = port == 0 ? target.port() : port;
    this.timeout = timeout;
    this.time = time;
  }

  /** What is said over the connection. */
  public interface Exchange {
    /** Says it; an exception fails the check. */
    Probe.Verdict over(Socket socket) throws IOException;
  }

  /** Says it in the clear. */
  public Probe.Verdict plain(Exchange exchange) throws InterruptedException {
    return connected(exchange);
  }

  /** Says it over TLS; see {@link Tls#over} for the arguments. */
  public Probe.Verdict secured(
      Tls tls, String name, boolean verify, List<String> protocols, Exchange exchange)
      throws InterruptedException {
    return connected(socket -> exchange.over(tls.over(socket, name, verify, protocols)));
  }

  /** Address and port as URLs have them: {@code [fd00::1]:80}. */
  public String authority() {
    return host(target.address()) + ":" + port;
  }

  /** The address as URLs have it. */
  public static String host(IpAddress address) {
    return address.isV6() ? "[" + address + "]" : address.toString();
  }

  /** Text from outside as one short line. */
  public static String line(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return shown.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  private Probe.Verdict connected(Exchange exchange) throws InterruptedException {
    if (port == 0) {
      return new Probe.Verdict(false, "no port to look at; name one in the check");
    }
    try (TimedSocket socket = TimedSocket.open(target.address(), port, timeout, time)) {
      return exchange.over(socket);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return new Probe.Verdict(false, words(e));
    }
  }

  private String words(IOException e) {
    String message = line(String.valueOf(e.getMessage()));
    return switch (e) {
      case SocketTimeoutException late -> "no answer within " + timeout.toMillis() + "ms";
      case NoRouteToHostException lost -> "no route to " + authority();
      case EOFException ended -> message.equals("null") ? "connection closed" : message;
      case SSLException broken -> "TLS: " + message;
      default -> message.toLowerCase(Locale.ROOT);
    };
  }
}
