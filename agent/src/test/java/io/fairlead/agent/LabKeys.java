package io.fairlead.agent;

import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.tunnel.OpenvpnIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Keys as agents make them. */
public final class LabKeys {
  private LabKeys() {}

  /** A certificate that nobody has, kept in this folder for as long as it is used. */
  public static OpenvpnIdentity certificate(Path folder, String node) {
    return TunnelKeys.certificate(folder, node, new SecureRandom());
  }

  /** A pair that nobody has. */
  public static TunnelKey fresh() {
    try {
      Path folder = Files.createTempDirectory("fairlead-key");
      try {
        return TunnelKeys.in(folder, new SecureRandom());
      } finally {
        Files.deleteIfExists(folder.resolve("wireguard.key"));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
