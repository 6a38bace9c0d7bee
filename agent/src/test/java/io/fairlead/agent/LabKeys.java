package io.fairlead.agent;

import io.fairlead.spi.kernel.TunnelKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Keys as agents make them. */
public final class LabKeys {
  private LabKeys() {}

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
