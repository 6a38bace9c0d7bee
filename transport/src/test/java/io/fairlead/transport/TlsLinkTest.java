package io.fairlead.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.tls.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsLinkTest {
  private static final MachineTime TIME = new MachineTime();

  @TempDir static Path directory;

  private static SSLContext server;
  private static SSLContext trusting;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void issue() throws Exception {
    Authority authority = Authority.in(directory);
    Authority.Issued issued = authority.issue("server", "EC");
    KeyStore shown = empty();
    Certificate[] chain = {certificate(issued.certificate())};
    shown.setKeyEntry("server", key(issued.key()), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(shown, new char[0]);
    server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    KeyStore trusted = empty();
    trusted.setCertificateEntry("ca", certificate(authority.certificate()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  private static PrivateKey key(Path file) throws Exception {
    String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] der = Base64.getDecoder().decode(base64);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void bodiesOfManyRecordsGoBothWaysAndBack() throws Exception {
    byte[] body = new byte[3_000_000];
    new Random(1).nextBytes(body);
    HttpClient client = client("localhost", echo());

    for (int round = 0; round < 3; round++) {
      Reply reply = client.send(Call.json("POST", "/", body));
      assertEquals(200, reply.status());
      assertArrayEquals(body, reply.body());
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    HttpClient client = client("127.0.0.2", echo());

    Unreachable refused = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));

    assertInstanceOf(SSLException.class, refused.getCause());
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    SSLContext machine = SSLContext.getInstance("TLS");
    machine.init(null, null, null);
    HttpClient client =
        opened(HttpClient.overTls(new Address.Tcp("localhost", echo()), machine, "it", TIME));

    Unreachable refused = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));

    assertInstanceOf(SSLException.class, refused.getCause());
  }

  @Test
  void aPeerThatSpeaksNoTlsIsRefused() throws Exception {
    HttpClient client = client("localhost", raw("HTTP/1.1 400 Bad Request\r\n\r\n"));

    Unreachable refused = assertThrows(Unreachable.class, () -> client.send(Call.get("/")));

    assertInstanceOf(SSLException.class, refused.getCause());
  }

  @Test
  void aPeerThatFallsSilentInTheHandshakeIsGivenUp() throws Exception {
    HttpClient client = client("localhost", raw(""));

    Call call = Call.get("/").within(Duration.ofMillis(100));

    assertThrows(SocketTimeoutException.class, () -> client.send(call));
  }

  private HttpClient client(String host, int port) {
    return opened(HttpClient.overTls(new Address.Tcp(host, port), trusting, "the server", TIME));
  }

  private HttpClient opened(HttpClient client) {
    opened.add(client);
    return client;
  }

  /** The port of a server that answers each request with its body. */
  private int echo() throws IOException {
    HttpsServer https = HttpsServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(server));
    https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    https.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    https.start();
    opened.add(() -> https.stop(0));
    return https.getAddress().getPort();
  }

  /** The port of a server that says this to each who connects, and then nothing. */
  private int raw(String says) throws IOException {
    ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    opened.add(listening);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = listening.accept();
                  opened.add(socket);
                  socket.getOutputStream().write(says.getBytes(US_ASCII));
                }
              } catch (IOException closed) {
                // the test is over
              }
            });
    return listening.getLocalPort();
  }
}
