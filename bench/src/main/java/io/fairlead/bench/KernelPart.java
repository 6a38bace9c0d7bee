package io.fairlead.bench;

import io.fairlead.linux.LinuxKernel;
import io.fairlead.linux.LinuxSandboxes;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Placing;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.PortOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What attaching is for the kernel: a pair, its port on a bridge, the name, the address, the route.
 * By the code that the agent runs, and by {@code ip -batch}, in namespaces of its own. One thread
 * at a time.
 */
final class KernelPart implements AutoCloseable {
  /** The agent's code, warm, in this process. */
  static final String OURS = "kernel part, ours";

  /** Two processes: one on the host, one in the sandbox. */
  static final String IP = "kernel part, ip -batch";

  private static final String HOST = "fairlead-bench-host";
  private static final String SANDBOX = "fairlead-bench-sandbox";
  private static final Mac MAC = new Mac(0x0242_0a45_0002L);
  private static final IpAddress GATEWAY = IpAddress.parse("10.69.0.1");

  private final LinuxKernel kernel;
  private final LinuxSandboxes sandboxes = new LinuxSandboxes();

  private KernelPart(LinuxKernel kernel) {
    this.kernel = kernel;
  }

  static KernelPart open() throws IOException, InterruptedException {
    ip("netns add " + HOST + "\nnetns add " + SANDBOX, "-batch", "-");
    ip("link add br0 type bridge\nlink set br0 up", "-n", HOST, "-batch", "-");
    warm();
    return new KernelPart(new LinuxKernel(NetworkNamespace.open(Path.of("/run/netns", HOST))));
  }

  /** As an agent is after its rehearsal: links that end at once, with their namespaces. */
  private static void warm() {
    for (int turn = 0; turn < 10; turn++) {
      try (LinuxKernel kernel = new LinuxKernel(NetworkNamespace.scratch());
          NetworkNamespace sandbox = NetworkNamespace.scratch()) {
        kernel.apply(
            List.of(new Op.Create(LinkState.of(Sandbox.HOST, "br0", new LinkKind.Bridge()))));
        KernelPart part = new KernelPart(kernel);
        for (int i = 0; i < 40; i++) {
          part.ours("/proc/self/fd/" + sandbox.file(), "o" + i, "p" + i, "eth" + i);
        }
      }
    }
  }

  /** Nanoseconds of both ways. */
  Map<String, Long> round(int number) throws IOException, InterruptedException {
    Map<String, Long> took = new LinkedHashMap<>();
    String end = "o" + number;
    long begin = System.nanoTime();
    ours("/run/netns/" + SANDBOX, end, "p" + number, "eth0");
    took.put(OURS, System.nanoTime() - begin);
    ip("link delete " + end, "-n", HOST, "-batch", "-");
    begin = System.nanoTime();
    ip(
        "link add %1$s mtu 1450 master br0 up type veth peer name eth0 address %2$s mtu 1450 netns %3$s"
            .formatted(end, HardwareAddress.of(MAC), SANDBOX),
        "-n",
        HOST,
        "-batch",
        "-");
    ip(
        """
        link set lo up
        address add 10.69.0.2/24 dev eth0
        link set eth0 up
        route add default via 10.69.0.1
        """,
        "-n",
        SANDBOX,
        "-batch",
        "-");
    took.put(IP, System.nanoTime() - begin);
    ip("link delete " + end, "-n", HOST, "-batch", "-");
    return took;
  }

  private void ours(String path, String end, String other, String name) {
    kernel.apply(
        List.of(
            new Op.Create(
                LinkState.of(Sandbox.HOST, end, new LinkKind.Veth())
                    .withMtu(1450)
                    .under("br0")
                    .asPort(PortOptions.DEFAULT)
                    .pairedWith(
                        new LinkState.Peer(new Sandbox(path), other, HardwareAddress.of(MAC))))));
    sandboxes.place(
        path,
        new Placing(
            new Placing.End.There(),
            other,
            name,
            "eth",
            MAC,
            1450,
            List.of(IpPrefix.parse("10.69.0.2/24")),
            List.of(new Interface.Route(IpPrefix.parse("0.0.0.0/0"), GATEWAY)),
            "fairlead:bench"));
  }

  private static void ip(String lines, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.outputWriter().append(lines).append('\n').close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + ": " + lines + ": " + said);
    }
  }

  @Override
  public void close() {
    kernel.close();
    for (String name : List.of(HOST, SANDBOX)) {
      try {
        ip("netns delete " + name, "-batch", "-");
      } catch (IOException e) {
        System.err.println(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
