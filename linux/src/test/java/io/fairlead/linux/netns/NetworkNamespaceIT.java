package io.fairlead.linux.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.Sysctls;
import io.fairlead.linux.sys.SysException;
import io.fairlead.wire.netlink.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Namespaces are made, entered and left on threads of their own. */
class NetworkNamespaceIT {
  @Test
  void workWithinOneDoesNotBringTheCallerThere() {
    try (Ground ground = new Ground()) {
      NetworkNamespace one = ground.open(ground.pin());
      NetworkNamespace two = ground.open(ground.pin());
      String before = here();
      String first = one.call(NetworkNamespaceIT::here);
      String second = two.call(NetworkNamespaceIT::here);
      assertNotEquals(before, first);
      assertNotEquals(first, second);
      assertEquals(before, here());
      assertEquals(before, NetworkNamespace.own().call(NetworkNamespaceIT::here));
    }
  }

  @Test
  void theNamespaceOfAProcess() {
    try (NetworkNamespace ours = NetworkNamespace.of(ProcessHandle.current().pid())) {
      assertEquals(here(), ours.call(NetworkNamespaceIT::here));
    }
  }

  @Test
  void whatWorkThrowsIsThrownToTheCaller() {
    try (Ground ground = new Ground()) {
      NetworkNamespace one = ground.open(ground.pin());
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  one.call(
                      () -> {
                        throw new IllegalStateException("broken");
                      }));
      assertEquals("broken", thrown.getMessage());
    }
  }

  @Test
  void noVirtualThreadEntersOne() throws InterruptedException {
    try (Ground ground = new Ground()) {
      NetworkNamespace one = ground.open(ground.pin());
      boolean[] refused = {false};
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  one.enter();
                } catch (IllegalStateException e) {
                  refused[0] = true;
                }
              })
          .join();
      assertTrue(refused[0]);
    }
  }

  @Test
  void oneThatIsNotThereIsNotOpened() {
    SysException thrown =
        assertThrows(
            SysException.class, () -> NetworkNamespace.open(Path.of("/run/netns/flknone")));
    assertEquals(Errno.ENOENT, thrown.errno());
    Ground.says(thrown, "/run/netns/flknone");
  }

  @Test
  void aRemovedOneLeavesNothing() {
    Path pin;
    try (Ground ground = new Ground()) {
      pin = ground.pin();
      assertTrue(Files.exists(pin));
    }
    assertFalse(Files.exists(pin));
  }

  @Test
  void sysctlsBelongToTheirNamespace() throws IOException {
    try (Ground ground = new Ground()) {
      NetworkNamespace one = ground.open(ground.pin());
      NetworkNamespace two = ground.open(ground.pin());
      String forward = "net/ipv4/ip_forward";
      String hosts = Files.readString(Path.of("/proc/sys", forward));
      Sysctls.write(one, forward, "1");
      Sysctls.write(two, forward, "0");
      assertEquals(Map.of(forward, "1"), Sysctls.read(one, List.of(forward, "net/ipv4/nothing")));
      assertEquals(Map.of(forward, "0"), Sysctls.read(two, List.of(forward)));
      assertEquals(hosts, Files.readString(Path.of("/proc/sys", forward)));

      UncheckedIOException wrong =
          assertThrows(UncheckedIOException.class, () -> Sysctls.write(one, forward, "several"));
      Ground.says(wrong, "does not take this value");
      UncheckedIOException missing =
          assertThrows(
              UncheckedIOException.class,
              () -> Sysctls.write(one, "net/ipv4/conf/flnone/rp_filter", "0"));
      Ground.says(missing, "link it names is missing");
      assertThrows(
          IllegalArgumentException.class, () -> Sysctls.write(one, "net/../kernel/panic", "1"));
    }
  }

  private static String here() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
