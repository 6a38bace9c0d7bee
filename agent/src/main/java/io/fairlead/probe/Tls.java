package io.fairlead.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a connection that is there. A certificate is verified against what the JVM trusts and
 * against the name: an IP address must be among its subject alternative names, as browsers have it.
 */
public final class Tls {
  private final @Nullable SSLContext trust;
  private volatile @Nullable SSLContext insecure;

  private Tls(@Nullable SSLContext trust) {
    this.trust = trust;
  }

  /** Trusts what the system trusts; that is read on first use. */
  public static Tls system() {
    return new Tls(null);
  }

  /** Trusts what {@code trust} trusts. */
  public static Tls trusting(SSLContext trust) {
    return new Tls(trust);
  }

  /**
   * Shakes hands.
   *
   * @param name whom to speak with: a host name, sent as SNI, or an IP address, which is not sent
   * @param verify whether the certificate must be good for that name
   * @param protocols for ALPN, the preferred one first
   */
  SSLSocket over(Socket socket, String name, boolean verify, List<String> protocols)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context(verify).getSocketFactory().createSocket(socket, name, socket.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setApplicationProtocols(protocols.toArray(String[]::new));
    if (verify) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (isHostName(name)) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static boolean isHostName(String name) {
    return name.indexOf(':') < 0 && name.chars().anyMatch(Character::isLetter);
  }

  private SSLContext context(boolean verify) throws IOException {
    try {
      if (verify) {
        return trust == null ? SSLContext.getDefault() : trust;
      }
      SSLContext made = insecure;
      if (made == null) {
        made = SSLContext.getInstance("TLS");
        made.init(null, new TrustManager[] {new Anybody()}, null);
        insecure = made;
      }
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not to be had: " + e.getMessage(), e);
    }
  }

  /** For checks that say {@code insecure}: they ask whether somebody answers, not who. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
