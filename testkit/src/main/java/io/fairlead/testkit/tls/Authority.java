package io.fairlead.testkit.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test, with all that it issues in one directory. */
public final class Authority {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;

  private Authority(Path directory) {
    this.directory = directory;
  }

  /** A new authority that keeps its files in {@code directory}. */
  public static Authority in(Path directory) {
    Authority authority = new Authority(directory);
    authority.generate("ca", "EC", List.of("-ext", "bc:c"));
    authority.write("ca.pem", "CERTIFICATE", authority.export("ca"));
    return authority;
  }

  /** Its own certificate. */
  public Path certificate() {
    return directory.resolve("ca.pem");
  }

  /**
   * A certificate for {@code localhost}, 127.0.0.1 and ::1, for a server and for a client. It has
   * no common name: etcd's gateway takes none from a client.
   *
   * @param algorithm of its key, in keytool's words: {@code EC} or {@code RSA}
   */
  public Issued issue(String name, String algorithm) {
    generate(name, algorithm, List.of());
    Path request = directory.resolve(name + ".csr");
    Path issued = directory.resolve(name + ".pem");
    keytool(name, "-certreq", "-alias", name, "-file", request.toString());
    keytool(
        "ca",
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-validity",
        "3650",
        "-infile",
        request.toString(),
        "-outfile",
        issued.toString(),
        "-ext",
        "san=dns:localhost,ip:127.0.0.1,ip:::1",
        "-ext",
        "eku=serverAuth,clientAuth");
    write(name + "-key.pem", "PRIVATE KEY", key(name));
    return new Issued(issued, directory.resolve(name + "-key.pem"));
  }

  /**
   * What an authority issues, in PEM.
   *
   * @param key in PKCS#8
   */
  public record Issued(Path certificate, Path key) {}

  private void generate(String name, String algorithm, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "O=" + name,
                "-validity",
                "3650"));
    arguments.addAll(
        algorithm.equals("EC") ? List.of("-groupname", "secp256r1") : List.of("-keysize", "2048"));
    arguments.addAll(more);
    keytool(name, arguments.toArray(String[]::new));
  }

  private void keytool(String store, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-keystore",
            directory.resolve(store + ".p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD)));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in keytool", e);
    }
  }

  private KeyStore open(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    byte[] bytes = Files.readAllBytes(directory.resolve(name + ".p12"));
    store.load(new ByteArrayInputStream(bytes), PASSWORD);
    return store;
  }

  private byte[] export(String name) {
    try {
      return open(name).getCertificate(name).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot export the certificate of " + name, e);
    }
  }

  private byte[] key(String name) {
    try {
      return open(name).getKey(name, PASSWORD).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot export the key of " + name, e);
    }
  }

  private void write(String file, String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    try {
      Files.writeString(
          directory.resolve(file),
          "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
