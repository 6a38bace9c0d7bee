package io.fairlead.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that a node makes for itself, as others read it. */
class NodeCertificateTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path data;

  @Test
  void readersOfCertificatesTakeIt() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X509Certificate read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(NodeCertificate.of("höst-1", keys, RANDOM)));
    read.verify(keys.getPublic());
    read.checkValidity();
    assertTrue(read.getNotAfter().toInstant().isAfter(Instant.parse("2500-01-01T00:00:00Z")));
    assertEquals(keys.getPublic(), read.getPublicKey());
    assertEquals("CN=höst-1", read.getSubjectX500Principal().getName());
    assertEquals(read.getSubjectX500Principal(), read.getIssuerX500Principal());
    assertEquals(3, read.getVersion());
    assertEquals(-1, read.getBasicConstraints(), "it is nobody's authority");
  }

  @Test
  void numbersAndLengthsAreWrittenAsX690HasThem() {
    HexFormat hex = HexFormat.of();
    assertEquals("06082a8648ce3d040302", hex.formatHex(Der.object("1.2.840.10045.4.3.2")));
    assertEquals("0c7f", hex.formatHex(Der.text("x".repeat(127)), 0, 2));
    assertEquals("0c8180", hex.formatHex(Der.text("x".repeat(128)), 0, 3));
    assertEquals("0c820100", hex.formatHex(Der.text("x".repeat(256)), 0, 4));
    assertEquals("02020080", hex.formatHex(Der.integer(BigInteger.valueOf(128))), "positive");
  }

  @Test
  void itIsMadeOnceAndItsKeyIsItsOwnersAlone() throws Exception {
    OpenvpnIdentity first = OpenvpnIdentity.in(data, "h1", RANDOM);
    assertEquals(first, OpenvpnIdentity.in(data, "h1", RANDOM));
    String text = Files.readString(first.file(), UTF_8);
    byte[] read =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    text.substring(text.indexOf("-----BEGIN CERT")).getBytes(UTF_8)))
            .getEncoded();
    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(read), first.shown().octets());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())));
    String secret = text.lines().toList().get(1);
    assertFalse(first.toString().contains(secret), "the secret is not said");
    Files.delete(first.file());
    assertNotEquals(first.shown(), OpenvpnIdentity.in(data, "h1", RANDOM).shown());
  }

  @Test
  void whatIsNoCertificateIsSaidToBeNone() throws Exception {
    Files.writeString(data.resolve(OpenvpnIdentity.FILE), "!");
    assertThrows(GeneralSecurityException.class, () -> OpenvpnIdentity.in(data, "h1", RANDOM));
  }
}
