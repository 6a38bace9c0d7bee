package io.fairlead.stores.web;

import io.fairlead.stores.url.HostPort;
import io.fairlead.transport.Unreachable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** One server could not answer. The message names it. */
final class ServerFailed extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean open;

  private ServerFailed(String message, boolean open, Throwable cause) {
    super(message, cause);
    this.open = open;
  }

  static ServerFailed of(HostPort server, IOException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return switch (failure) {
      case Unreachable e -> unreachable(server, cause);
      case SocketTimeoutException e ->
          new ServerFailed(server + " does not answer in time", true, e);
      default ->
          new ServerFailed(server + " broke off (" + cause.getMessage() + ")", true, failure);
    };
  }

  private static ServerFailed unreachable(HostPort server, Throwable cause) {
    return switch (cause) {
      case SocketTimeoutException e -> never(server + " takes no connection in time", e);
      case UnknownHostException e -> never("the name of " + server + " is not known here", e);
      case SSLException e -> never(server + " and we do not agree on TLS: " + e.getMessage(), e);
      default -> never(server + " takes no connection", cause);
    };
  }

  static ServerFailed status(HostPort server, int status, String said) {
    String text = server + " answers " + status + (said.isEmpty() ? "" : " (" + said + ")");
    return new ServerFailed(text, true, new IOException("status " + status));
  }

  private static ServerFailed never(String message, Throwable cause) {
    return new ServerFailed(message, false, cause);
  }

  /** Whether it may have done what it was asked. */
  boolean open() {
    return open;
  }
}
