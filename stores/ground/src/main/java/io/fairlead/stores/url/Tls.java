package io.fairlead.stores.url;

import io.fairlead.spi.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The TLS that a store's URL asks for, from PEM files. */
public final class Tls {
  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  /**
   * Trusts what {@code ca=} holds, else what this machine trusts, and shows {@code cert=}.
   *
   * @return null where connections are plain
   * @throws StoreException not retryable; names the option and the file that cannot be used
   */
  public static @Nullable SSLContext of(StoreUrl url) {
    if (!url.tls()) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(url), trusted(url), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw StoreException.refused("TLS to " + url.servers() + " cannot be set up: " + e);
    }
  }

  private static TrustManager @Nullable [] trusted(StoreUrl url)
      throws GeneralSecurityException, IOException {
    String file = url.option("ca");
    if (file == null) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates("ca", file)) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] shown(StoreUrl url)
      throws GeneralSecurityException, IOException {
    String certificateFile = url.option("cert");
    String keyFile = url.option("key");
    if (certificateFile == null || keyFile == null) {
      return null;
    }
    List<Certificate> chain = certificates("cert", certificateFile);
    PrivateKey key = PemKey.read(keyFile);
    if (!PemKey.fits(key, chain.getFirst().getPublicKey())) {
      throw StoreException.refused(
          "option key: "
              + keyFile
              + " is not the key of the first certificate in "
              + certificateFile
              + " (option cert)");
    }
    KeyStore store = empty();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(String option, String file) {
    byte[] pem = Secrets.read(option, file);
    try {
      List<Certificate> found =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(pem)));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      // said below
    }
    throw StoreException.refused(
        "option "
            + option
            + ": "
            + file
            + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  }
}
