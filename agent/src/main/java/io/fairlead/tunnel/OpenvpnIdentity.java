package io.fairlead.tunnel;

import io.fairlead.model.net.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Set;

/**
 * What a node is known by to the others' OpenVPN. Its secret stays in the file, which only its
 * owner and the program read.
 *
 * @param shown the SHA-256 of its certificate
 * @param file where its key and its certificate are, in PEM
 */
public record OpenvpnIdentity(PublicKey shown, Path file) {
  /** The file's name in the data folder. */
  public static final String FILE = "openvpn.pem";

  private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int LINE = 64;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  /**
   * The one that is kept in a folder, made where there is none yet.
   *
   * @throws IOException where the folder cannot be written
   * @throws GeneralSecurityException where what is kept is no certificate
   */
  public static OpenvpnIdentity in(Path data, String node, SecureRandom random)
      throws IOException, GeneralSecurityException {
    Path file = data.resolve(FILE).toAbsolutePath();
    Files.createDirectories(data);
    if (!Files.exists(file)) {
      make(file, node, random);
    }
    byte[] certificate = certificate(Files.readString(file));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
    return new OpenvpnIdentity(PublicKey.of(digest), file);
  }

  /** Read without a factory for certificates, whose beginning takes longer than all else here. */
  private static byte[] certificate(String text) throws GeneralSecurityException {
    int from = text.indexOf(BEGIN);
    int to = text.indexOf("-----END", Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new GeneralSecurityException("it holds no certificate");
    }
    try {
      String body = text.substring(from + BEGIN.length(), to).replace("\n", "");
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("it holds a damaged certificate", e);
    }
  }

  /** Whoever reads the file finds all of it. */
  private static void make(Path file, String node, SecureRandom random)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair keys = generator.generateKeyPair();
    String text =
        pem("PRIVATE KEY", keys.getPrivate().getEncoded())
            + pem("CERTIFICATE", NodeCertificate.of(node, keys, random));
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNERS);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String pem(String what, byte[] octets) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(octets);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }
}
