package io.fairlead.view.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResolvConfFileTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @TempDir private Path directory;
  private Path path;
  private ResolvConfFile file;

  @BeforeEach
  void listenOnOneAddress() {
    path = directory.resolve("resolv.conf");
    OwnAddresses own = new OwnAddresses(List.of(server("192.0.2.53")), address -> false);
    file = new ResolvConfFile(path, own);
  }

  @Test
  void leavesOutOurselves() throws IOException {
    Files.writeString(path, "nameserver 192.0.2.53\nnameserver 192.0.2.1\n");

    assertEquals(List.of(server("192.0.2.1")), file.servers(0));
  }

  @Test
  void isReadAgainWhenItWasReplaced() throws IOException {
    Files.writeString(path, "nameserver 192.0.2.1\n");
    file.servers(0);
    Path next = Files.writeString(directory.resolve("next"), "nameserver 192.0.2.2\n");
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);

    assertEquals(List.of(server("192.0.2.2")), file.servers(SECOND));
  }

  @Test
  void isLookedAtOnceASecondAtMost() throws IOException {
    Files.writeString(path, "nameserver 192.0.2.1\n");
    file.servers(0);
    Files.writeString(path, "nameserver 192.0.2.2\nnameserver 192.0.2.3\n");

    assertEquals(List.of(server("192.0.2.1")), file.servers(SECOND - 1));
  }

  @Test
  void namesNobodyWhileItIsAwayAndThenAgain() throws IOException {
    assertEquals(List.of(), file.servers(0));
    Files.writeString(path, "nameserver 192.0.2.1\n");

    assertEquals(List.of(server("192.0.2.1")), file.servers(SECOND));
  }

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }
}
