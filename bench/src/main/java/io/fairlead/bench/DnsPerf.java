package io.fairlead.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of dnsperf, Debian's load generator, on a core of its own.
 *
 * @param completed questions answered
 * @param lost questions without an answer
 * @param perSecond questions answered in a second
 * @param codes how they were answered
 * @param octets of an answer in the mean
 */
record DnsPerf(long completed, long lost, double perSecond, String codes, int octets) {
  private static final int CLIENTS = 20;
  private static final int OUTSTANDING = 100;

  /** Asks the questions in {@code file} for some seconds. */
  static DnsPerf run(int port, Path file, int seconds, int core, boolean edns)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "taskset",
                "-c",
                Integer.toString(core),
                "dnsperf",
                "-s",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-d",
                file.toString(),
                "-l",
                Integer.toString(seconds),
                "-c",
                Integer.toString(CLIENTS),
                "-q",
                Integer.toString(OUTSTANDING)));
    if (edns) {
      command.add("-e");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text);
    }
    return new DnsPerf(
        Long.parseLong(find(text, "Queries completed:\\s+(\\d+)")),
        Long.parseLong(find(text, "Queries lost:\\s+(\\d+)")),
        Double.parseDouble(find(text, "Queries per second:\\s+([\\d.]+)")),
        find(text, "Response codes:\\s+(.*)"),
        Integer.parseInt(find(text, "response (\\d+)")));
  }

  private static String find(String text, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IOException("dnsperf did not say '" + pattern + "': " + text);
    }
    return matcher.group(1).strip();
  }
}
