package io.fairlead.view.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the process itself takes. Figures that the system does not tell are left out. */
final class ProcessMetrics implements MetricSource {
  private static final int PAGE = 4096;

  @Override
  public void read(Metrics into) {
    Runtime runtime = Runtime.getRuntime();
    into.gauge(
        "jvm_memory_used_bytes", "Heap in use", runtime.totalMemory() - runtime.freeMemory());
    into.gauge("jvm_memory_committed_bytes", "Heap taken from the system", runtime.totalMemory());
    into.gauge("jvm_memory_max_bytes", "Heap at most", runtime.maxMemory());
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .ifPresent(cpu -> into.counter("process_cpu_seconds", "CPU time used", seconds(cpu)));
    info.startInstant()
        .ifPresent(
            start ->
                into.gauge(
                    "process_start_time_seconds",
                    "When it started, since 1970",
                    start.toEpochMilli() / 1e3));
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      into.gauge("process_open_fds", "File descriptors open", descriptors.count());
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
      into.gauge(
          "process_resident_memory_bytes", "Memory resident", Double.parseDouble(pages[1]) * PAGE);
    } catch (IOException notLinux) {
      return;
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
