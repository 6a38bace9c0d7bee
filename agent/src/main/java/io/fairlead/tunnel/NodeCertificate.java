package io.fairlead.tunnel;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;

/**
 * The certificate that a node signs for itself (RFC 5280), over a key of the curve P-256. Nobody
 * trusts it for what it says: it is known by its fingerprint. So it never ends, and no wrong clock
 * refuses it.
 */
final class NodeCertificate {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final int SERIAL_BITS = 127;

  private NodeCertificate() {}

  /**
   * One for this node, in DER.
   *
   * @throws GeneralSecurityException where the key is not of such a curve
   */
  static byte[] of(String node, KeyPair keys, SecureRandom random) throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.object(ECDSA_WITH_SHA256));
    byte[] name = Der.sequence(Der.set(Der.sequence(Der.object(COMMON_NAME), Der.text(node))));
    byte[] noAuthority =
        Der.sequence(Der.object(BASIC_CONSTRAINTS), Der.yes(), Der.octets(Der.sequence()));
    byte[] said =
        Der.sequence(
            Der.tagged(0, Der.integer(BigInteger.TWO)), // version 3
            Der.integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)),
            algorithm,
            name,
            Der.sequence(Der.time("000101000000Z"), Der.lateTime("99991231235959Z")),
            name,
            keys.getPublic().getEncoded(),
            Der.tagged(3, Der.sequence(noAuthority)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate(), random);
    signature.update(said);
    return Der.sequence(said, algorithm, Der.bits(signature.sign()));
  }
}
