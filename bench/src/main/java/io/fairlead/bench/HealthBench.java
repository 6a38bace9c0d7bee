package io.fairlead.bench;

import com.sun.management.OperatingSystemMXBean;
import io.fairlead.health.HealthEngine;
import io.fairlead.health.HealthStats;
import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.IpAddress;
import io.fairlead.model.RegistrationId;
import io.fairlead.probe.Tls;
import io.fairlead.probe.http.HttpProbe;
import io.fairlead.probe.tcp.TcpProbe;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Time;
import io.fairlead.spi.Verdicts;
import io.fairlead.testkit.time.MachineTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * What 1,000 checks at 1 s cost, half HTTP, half TCP: CPU and threads of this process, beside the
 * same looks made one after the other by a plain thread, which is what the sockets alone cost. The
 * server that is looked at is a process of its own.
 *
 * <p>Arguments: seconds to measure (30).
 */
public final class HealthBench {
  private static final int CHECKS = 1000;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final IpAddress LOCAL = IpAddress.parse("127.0.0.1");
  private static final CheckSpec HTTP =
      new CheckSpec.Http(false, false, "GET", "/health", 0, Map.of());
  private static final CheckSpec TCP = new CheckSpec.Tcp(0);

  private HealthBench() {}

  /** Prints the table; with {@code serve} it is the server. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("serve")) {
      serve();
      return;
    }
    Duration span = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 30);
    Process server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                HealthBench.class.getName(),
                "serve")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(out.readLine());
      System.out.printf("%-42s %7s %7s %10s%n", "", "CPU %", "looks/s", "threads");
      double floor = plain(port, span);
      double ours = engine(port, span);
      System.out.printf("engine / plain thread: %.2f%n", ours / floor);
    } finally {
      server.destroyForcibly();
    }
  }

  private static double plain(int port, Duration span) throws InterruptedException {
    Time time = new MachineTime();
    Probe http = new HttpProbe(time, Tls.system());
    Probe tcp = new TcpProbe(time);
    AtomicInteger looks = new AtomicInteger();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    long next = time.nanos();
                    while (true) {
                      boolean even = looks.incrementAndGet() % 2 == 0;
                      Probe.Target target = new Probe.Target(even ? HTTP : TCP, LOCAL, port, "");
                      Probe.Verdict verdict =
                          (even ? http : tcp).probe(target, Duration.ofSeconds(5));
                      if (!verdict.passed()) {
                        throw new IllegalStateException(verdict.output());
                      }
                      next += 1_000_000_000L / CHECKS;
                      time.sleep(Duration.ofNanos(Math.max(0, next - time.nanos())));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Thread.sleep(WARM_UP);
    Cost cost = Cost.over(span, looks::get);
    cost.print("the same looks by one plain thread");
    thread.interrupt();
    thread.join();
    return cost.cpu / cost.looks;
  }

  private static double engine(int port, Duration span) throws InterruptedException {
    Time time = new MachineTime();
    AtomicInteger failing = new AtomicInteger();
    HealthEngine engine =
        new HealthEngine(
            new Verdicts() {
              @Override
              public void changed(RegistrationId id, CheckState state) {
                failing.addAndGet(state.health() == Health.PASSING ? 0 : 1);
              }

              @Override
              public void overdue(RegistrationId id, boolean overdue, Cause cause) {
                failing.incrementAndGet();
              }
            },
            Map.of(
                CheckSpec.Http.class, new HttpProbe(time, Tls.system()),
                CheckSpec.Tcp.class, new TcpProbe(time)),
            time,
            new Random(1));
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    engine.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Check.Timing timing =
        new Check.Timing(Duration.ofSeconds(1), Duration.ofSeconds(5), 1, 1, null);
    HealthChecks.Subject subject = new HealthChecks.Subject(LOCAL, port, "");
    for (int i = 0; i < CHECKS; i++) {
      Check check = new Check("check", i % 2 == 0 ? HTTP : TCP, timing, Health.UNKNOWN);
      engine.follow(new RegistrationId("bench", "web-" + i), subject, List.of(check));
    }
    Thread.sleep(WARM_UP);
    Cost cost = Cost.over(span, () -> (int) engine.stats().runs());
    cost.print("health engine, 1,000 checks at 1 s");
    HealthStats stats = engine.stats();
    if (stats.failures() > 0 || failing.get() > 0) {
      throw new IllegalStateException(stats.failures() + " looks failed: not a fair measure");
    }
    thread.interrupt();
    thread.join();
    return cost.cpu / cost.looks;
  }

  /** Answers every request with 204, and lets those go who ask nothing. */
  private static void serve() throws IOException {
    byte[] answer =
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket listener = new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"))) {
      System.out.println(listener.getLocalPort());
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> answer(socket, answer));
      }
    }
  }

  private static void answer(Socket socket, byte[] answer) {
    try (socket) {
      if (socket.getInputStream().read(new byte[1024]) > 0) {
        socket.getOutputStream().write(answer);
        socket.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      // The client has what it wanted.
    }
  }

  /** What a span cost this process. */
  private record Cost(double cpu, double looks, int threads) {
    static Cost over(Duration span, IntSupplier looks) throws InterruptedException {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      ManagementFactory.getThreadMXBean().resetPeakThreadCount();
      int before = looks.getAsInt();
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      Thread.sleep(span);
      double nanos = System.nanoTime() - start;
      return new Cost(
          100 * (system.getProcessCpuTime() - cpu) / nanos,
          (looks.getAsInt() - before) * 1e9 / nanos,
          ManagementFactory.getThreadMXBean().getPeakThreadCount());
    }

    void print(String what) {
      System.out.printf("%-42s %7.1f %7.0f %10d%n", what, cpu, looks, threads);
    }
  }
}
