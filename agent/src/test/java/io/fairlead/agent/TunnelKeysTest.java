package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.spi.kernel.TunnelKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's keys are made once, and its secret is its owner's alone. */
class TunnelKeysTest {
  @TempDir Path data;

  @Test
  void theyAreMadeOnceAndKept() throws Exception {
    TunnelKey first = TunnelKeys.in(data, new SecureRandom());
    assertEquals(first.shown(), TunnelKeys.in(data, new SecureRandom()).shown());
    Path file = data.resolve("wireguard.key");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(
        first.toString().contains(Files.readString(file).strip()), "the secret is not said");
    Files.delete(file);
    assertNotEquals(first.shown(), TunnelKeys.in(data, new SecureRandom()).shown());
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws Exception {
    Files.writeString(data.resolve("wireguard.key"), "!");
    assertThrows(StartFailure.class, () -> TunnelKeys.in(data, new SecureRandom()));
  }

  /** What {@code wg pubkey} answers. */
  @Test
  void thePublicKeyIsTheOneThatWireguardSees() throws Exception {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 1);
    assertEquals("pOCSkrZRwni5dyxWn1+puxPZBrRqtoyd+dwrRAn4ogk=", TunnelKeys.shown(secret).text());
  }
}
