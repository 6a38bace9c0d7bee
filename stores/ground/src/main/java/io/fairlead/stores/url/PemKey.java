package io.fairlead.stores.url;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.spi.StoreException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key from a PEM file: PKCS#8, RSA or on an elliptic curve. */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

  private PemKey() {}

  static PrivateKey read(String file) {
    Matcher block = BLOCK.matcher(new String(Secrets.read("key", file), US_ASCII));
    if (!block.find()) {
      throw wrong(file, "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
    }
    if (!block.group(1).equals("PRIVATE KEY")) {
      throw wrong(
          file,
          "holds a "
              + block.group(1)
              + ", but PKCS#8 without a password is read; convert it: openssl pkcs8 -topk8 -nocrypt"
              + " -in "
              + file
              + " -out NEWFILE");
    }
    PKCS8EncodedKeySpec spec;
    try {
      spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(2).strip()));
    } catch (IllegalArgumentException e) {
      throw wrong(file, "is damaged: what it holds is not base64");
    }
    for (String kind : KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // another kind, perhaps
      }
    }
    throw wrong(file, "is no key of a kind that is known; " + String.join(", ", KINDS));
  }

  /** Whether what {@code key} signs is what {@code certified} verifies. */
  static boolean fits(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    byte[] text = "fairlead".getBytes(US_ASCII);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certified);
      verifying.update(text);
      return verifying.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static StoreException wrong(String file, String what) {
    return StoreException.refused("option key: " + file + " " + what);
  }
}
