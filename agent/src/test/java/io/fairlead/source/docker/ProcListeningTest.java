package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Port.Protocol;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a /proc of two processes of one container, written as a kernel writes it. */
class ProcListeningTest {
  private static final String ID =
      "f9575b70741e9c5428a46f0b1844d9aa9acfb2cb603c5fcd4a75e23982f4e936";
  private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue ...";

  @TempDir Path root;

  @BeforeEach
  void process() throws IOException {
    write("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999");
    write("proc/42/cgroup", "4:memory:/docker/" + ID, "0::/");
    write("proc/42/net/tcp", HEAD);
    write("proc/42/net/tcp6", HEAD);
    write("proc/42/net/udp", HEAD);
    write("proc/42/net/udp6", HEAD);
    Files.createDirectories(root.resolve("proc/42/fd"));
    Files.createSymbolicLink(root.resolve("proc/42/fd/0"), Path.of("/dev/null"));
    Files.createSymbolicLink(root.resolve("proc/42/fd/3"), Path.of("socket:[111]"));
    Files.createDirectories(root.resolve("proc/43/fd"));
    Files.createSymbolicLink(root.resolve("proc/43/fd/3"), Path.of("socket:[222]"));
    write("sys/fs/cgroup/memory/docker/" + ID + "/cgroup.procs", "42");
    write("sys/fs/cgroup/memory/docker/" + ID + "/inner/cgroup.procs", "43", "44");
  }

  private void write(String file, String... lines) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.write(root.resolve(file), List.of(lines));
  }

  private static String line(String local, String remote, String state, int inode) {
    return "  0: %s %s %s 00000000:00000000 00:00000000 00000000     0        0 %d 1 0 100"
        .formatted(local, remote, state, inode);
  }

  private Set<ContainerPort> ports() {
    return new ProcListening(root).ports(42, ID).orElseThrow();
  }

  @Test
  void whatAnyProcessOfTheContainerListensOnIsSeen() throws IOException {
    write(
        "proc/42/net/tcp",
        HEAD,
        line("00000000:1B59", "00000000:0000", "0A", 111),
        line("0A4D0001:1F90", "00000000:0000", "0A", 222));
    assertEquals(
        Set.of(new ContainerPort(7001, Protocol.TCP), new ContainerPort(8080, Protocol.TCP)),
        ports());
  }

  @Test
  void socketsOfOthersConnectionsAndLoopbackAreNot() throws IOException {
    write(
        "proc/42/net/tcp",
        HEAD,
        line("00000000:0050", "00000000:0000", "0A", 999),
        line("0A4D0001:D431", "0A4D0002:01BB", "01", 111),
        line("0100007F:1B59", "00000000:0000", "0A", 111));
    write(
        "proc/42/net/tcp6",
        HEAD,
        line(
            "00000000000000000000000001000000:1B59",
            "00000000000000000000000000000000:0000",
            "0A",
            111),
        line(
            "0000000000000000FFFF00000100007F:1B5A",
            "00000000000000000000000000000000:0000",
            "0A",
            111));
    assertEquals(Set.of(), ports());
  }

  @Test
  void ipv6ListenersCount() throws IOException {
    write(
        "proc/42/net/tcp6",
        HEAD,
        line(
            "00000000000000000000000000000000:0050",
            "00000000000000000000000000000000:0000",
            "0A",
            111));
    assertEquals(Set.of(new ContainerPort(80, Protocol.TCP)), ports());
  }

  @Test
  void udpCountsOutsideOfTheRangeOfClients() throws IOException {
    write(
        "proc/42/net/udp",
        HEAD,
        line("00000000:0035", "00000000:0000", "07", 111),
        line("00000000:C350", "00000000:0000", "07", 222));
    assertEquals(Set.of(new ContainerPort(53, Protocol.UDP)), ports());
  }

  @Test
  void aProcessOfAnotherContainerOrMachineIsNotLookedInto() {
    assertEquals(Optional.empty(), new ProcListening(root).ports(42, "0".repeat(64)));
    assertEquals(Optional.empty(), new ProcListening(root).ports(7, ID));
  }
}
