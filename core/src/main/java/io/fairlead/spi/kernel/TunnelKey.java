package io.fairlead.spi.kernel;

import io.fairlead.model.net.PublicKey;

/** A node's pair of keys. Whoever prints it shows the public one. */
public final class TunnelKey {
  private final PublicKey shown;
  private final byte[] secret;

  /** These keys, of 32 octets each. */
  public TunnelKey(PublicKey shown, byte[] secret) {
    this.shown = shown;
    this.secret = secret.clone();
  }

  /** What others are told. */
  public PublicKey shown() {
    return shown;
  }

  /** What nobody is told but the kernel, or the program that stands in for it. */
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return shown.text();
  }
}
