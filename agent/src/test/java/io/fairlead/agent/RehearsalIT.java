package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalIT {
  @TempDir private Path folder;

  @Test
  void allOfItHappensAndNothingOfItStays() throws Exception {
    Path own = folder.resolve("rehearsal");
    Set<String> before = ours();
    assertTrue(new Rehearsal(own, new SystemTime(), new Random(1), () -> 0).rehearse());
    assertFalse(Files.exists(own));
    assertEquals(before, ours());
  }

  /** Links of this machine that may be of an agent. */
  private static Set<String> ours() throws SocketException {
    Set<String> names = new TreeSet<>();
    NetworkInterface.networkInterfaces()
        .map(NetworkInterface::getName)
        .filter(name -> name.startsWith("fl"))
        .forEach(names::add);
    return names;
  }
}
