package io.fairlead.agent;

import io.fairlead.model.net.PublicKey;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.tunnel.OpenvpnIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import java.util.Set;
import javax.crypto.KeyAgreement;

/** This node's pair of keys for what is encrypted between nodes, made once and kept. */
final class TunnelKeys {
  private static final String FILE = "wireguard.key";
  private static final String CURVE = "X25519";
  private static final int OCTETS = 32;
  private static final BigInteger BASE = BigInteger.valueOf(9); // RFC 7748

  private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private TunnelKeys() {}

  /**
   * The keys that are kept in the data folder; made where there are none yet.
   *
   * @throws StartFailure where the folder cannot be written, or what is in it is no key
   */
  static TunnelKey in(Path data, SecureRandom random) {
    Path file = data.resolve(FILE);
    try {
      Files.createDirectories(data);
      if (!Files.exists(file)) {
        make(file, random);
      }
      byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
      return new TunnelKey(shown(secret), secret);
    } catch (IOException e) {
      throw new StartFailure("cannot keep this node's key in " + file + ": " + e + " (--data)");
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new StartFailure(file + " holds no key; remove it to have one made");
    }
  }

  /**
   * The certificate that is kept in the data folder, with its key; made where there is none yet.
   *
   * @throws StartFailure where the folder cannot be written, or what is in it is none
   */
  static OpenvpnIdentity certificate(Path data, String node, SecureRandom random) {
    Path file = data.resolve(OpenvpnIdentity.FILE);
    try {
      return OpenvpnIdentity.in(data, node, random);
    } catch (IOException e) {
      throw new StartFailure("cannot keep this node's key in " + file + ": " + e + " (--data)");
    } catch (GeneralSecurityException e) {
      throw new StartFailure(file + " holds no certificate; remove it to have one made");
    }
  }

  /** Whoever reads the file finds all of a key in it. */
  private static void make(Path file, SecureRandom random) throws IOException {
    byte[] secret = new byte[OCTETS];
    random.nextBytes(secret);
    secret[0] &= (byte) 248; // as RFC 7748 has it
    secret[31] = (byte) ((secret[31] & 127) | 64);
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNERS);
    Files.writeString(fresh, Base64.getEncoder().encodeToString(secret) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The point that belongs to a secret. */
  static PublicKey shown(byte[] secret) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance(CURVE);
    PrivateKey own =
        factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
    KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
    agreement.init(own);
    agreement.doPhase(
        factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE)), true);
    return PublicKey.of(agreement.generateSecret());
  }
}
