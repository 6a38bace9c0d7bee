package io.fairlead.stores.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import io.fairlead.testkit.tls.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir static Path directory = Path.of("");
  private static Authority.Issued elliptic = new Authority.Issued(Path.of(""), Path.of(""));
  private static Authority.Issued rsa = elliptic;

  @BeforeAll
  static void issue() {
    Authority authority = Authority.in(directory);
    elliptic = authority.issue("elliptic", "EC");
    rsa = authority.issue("rsa", "RSA");
  }

  @Test
  void aPlainStoreHasNone() {
    assertNull(Tls.of(StoreUrl.parse("etcd://h")));
    assertNotNull(Tls.of(StoreUrl.parse("etcd://h?tls=on")));
  }

  @Test
  void bothSidesShowTheirCertificates() throws Exception {
    assertEquals("O=rsa", shownTo(context(elliptic), context(rsa)));
    assertEquals("O=elliptic", shownTo(context(rsa), context(elliptic)));
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    String pem = elliptic.certificate().toString();
    Path words = Files.writeString(directory.resolve("words"), "no certificate");
    Path old = pemKey("EC PRIVATE KEY", "AAAA");
    Path odd = pemKey("PRIVATE KEY", "AAAA");
    Path damaged = pemKey("PRIVATE KEY", "A");

    assertRefused("option ca: there is no file /not/there", "ca=/not/there");
    assertRefused("option ca: " + words + " holds no certificate", "ca=" + words);
    assertRefused("option key: " + pem + " holds no private key", keys(pem, pem));
    assertRefused("openssl pkcs8 -topk8", keys(pem, old.toString()));
    assertRefused("no key of a kind that is known", keys(pem, odd.toString()));
    assertRefused("damaged", keys(pem, damaged.toString()));
    assertRefused("not the key of", keys(pem, rsa.key().toString()));
  }

  private static Path pemKey(String kind, String body) throws IOException {
    return Files.writeString(
        Files.createTempFile(directory, "key", ".pem"),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  private static String keys(String certificate, String key) {
    return "cert=" + certificate + "&key=" + key;
  }

  private static SSLContext context(Authority.Issued issued) {
    String ca = directory.resolve("ca.pem").toString();
    SSLContext context =
        Tls.of(
            StoreUrl.parse(
                "etcd://h?ca=" + ca + "&cert=" + issued.certificate() + "&key=" + issued.key()));
    assertNotNull(context);
    return context;
  }

  /** The name that a client shows to a server which wants one. */
  private static String shownTo(SSLContext serving, SSLContext asking) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket) serving.getServerSocketFactory().createServerSocket(0, 1, here)) {
      server.setNeedClientAuth(true);
      CompletableFuture<String> shown = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                  accepted.startHandshake();
                  shown.complete(accepted.getSession().getPeerPrincipal().getName());
                } catch (IOException | RuntimeException e) {
                  shown.completeExceptionally(e);
                }
              });
      try (SSLSocket client =
          (SSLSocket) asking.getSocketFactory().createSocket(here, server.getLocalPort())) {
        client.startHandshake();
        return shown.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void assertRefused(String words, String options) {
    StoreException refused =
        assertThrows(
            StoreException.class, () -> Tls.of(StoreUrl.parse("etcd://h?" + options)), options);
    assertFalse(refused.retryable());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(words), "names '" + words + "': " + message);
  }
}
