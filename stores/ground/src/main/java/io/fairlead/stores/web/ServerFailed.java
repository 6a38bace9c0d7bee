package io.fairlead.stores.web;

import io.fairlead.stores.url.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLHandshakeException;

/** One server could not answer. The message names it. */
final class ServerFailed extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean open;

  private ServerFailed(String message, boolean open, Throwable cause) {
    super(message, cause);
    this.open = open;
  }

  static ServerFailed of(HostPort server, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    return switch (cause) {
      case HttpConnectTimeoutException e -> never(server + " takes no connection in time", e);
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          never("the name of " + server + " is not known here", e);
      case ConnectException e -> never(server + " takes no connection", e);
      case SSLHandshakeException e -> never(server + " and we do not agree on TLS: " + why, e);
      default -> new ServerFailed(server + " broke off (" + why + ")", true, cause);
    };
  }

  static ServerFailed silent(HostPort server, Throwable cause) {
    return new ServerFailed(server + " does not answer in time", true, cause);
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
