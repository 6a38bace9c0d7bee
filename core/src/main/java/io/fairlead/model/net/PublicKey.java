package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import java.util.Base64;

/**
 * What a node is known by where packets are encrypted between nodes, in 32 octets: its public key
 * of Curve25519, or the SHA-256 of its certificate.
 *
 * @param text as people write it, in base64
 */
public record PublicKey(String text) implements Comparable<PublicKey> {
  private static final int OCTETS = 32;

  public PublicKey {
    InvalidField.unless(
        text.matches("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="),
        "key",
        "'" + text + "' is no public key; write 44 characters of base64");
  }

  /** The one of these octets. */
  public static PublicKey of(byte[] octets) {
    InvalidField.unless(octets.length == OCTETS, "key", "a key has 32 octets");
    return new PublicKey(Base64.getEncoder().encodeToString(octets));
  }

  /** Its octets. */
  public byte[] octets() {
    return Base64.getDecoder().decode(text);
  }

  @Override
  public int compareTo(PublicKey other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
