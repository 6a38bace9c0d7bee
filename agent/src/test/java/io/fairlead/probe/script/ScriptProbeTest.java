package io.fairlead.probe.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.CheckSpec;
import io.fairlead.probe.Targets;
import io.fairlead.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptProbeTest {
  private final Probe probe = new ScriptProbe();

  @Test
  void theExitStatusDecidesAndTheOutputIsKept() throws Exception {
    assertEquals(new Probe.Verdict(true, "exit status 0: fine"), run("echo fine"));
    assertEquals(
        new Probe.Verdict(false, "exit status 3: no disk"), run("echo 'no disk' >&2; exit 3"));
    assertEquals(new Probe.Verdict(false, "exit status 1"), run("false"));
  }

  @Test
  void theInstanceIsInTheTextAndInTheEnvironment() throws Exception {
    assertEquals(
        "exit status 0: 127.0.0.1 8080 127.0.0.1:8080",
        run("echo '$SERVICE_IP' $SERVICE_PORT \"${SERVICE_IP}:${SERVICE_PORT}\"").output());
  }

  @Test
  void theAgentsOwnEnvironmentIsNotPassedOn() throws Exception {
    String names = run("env | cut -d= -f1 | sort | tr '\\n' ' '").output();
    assertEquals("exit status 0: PATH PWD SERVICE_IP SERVICE_PORT", names.replace(" _", ""));
  }

  @Test
  void aCommandThatReadsItsInputEnds() throws Exception {
    assertTrue(run("cat").passed());
  }

  @Test
  void whatIsPrintedIsCutAndOneLine() throws Exception {
    String output = run("yes | head -c 1000000").output();
    assertTrue(output.startsWith("exit status 0: y y y"), output);
    assertTrue(output.length() < 600, output);
  }

  @Test
  void aCommandThatHangsIsKilledWithItsChildren(@TempDir Path directory) throws Exception {
    Path pids = directory.resolve("pids");
    Probe.Verdict verdict =
        probe.probe(
            target(
                "sleep 600 & echo $! >> "
                    + pids
                    + "; (sleep 601 & echo $! >> "
                    + pids
                    + "; wait) & echo waiting; echo $$ >> "
                    + pids
                    + "; wait"),
            Duration.ofSeconds(2));
    assertEquals(new Probe.Verdict(false, "no end within 2000ms: waiting"), verdict);
    List<String> lines = Files.readAllLines(pids);
    assertEquals(3, lines.size());
    for (String pid : lines) {
      awaitEnd(Long.parseLong(pid));
    }
  }

  @Test
  void aChildLeftBehindDoesNotOutliveTheCheck(@TempDir Path directory) throws Exception {
    Path pid = directory.resolve("pid");
    assertEquals(
        new Probe.Verdict(true, "exit status 0: done"),
        run("sleep 600 & echo $! > " + pid + "; echo done"));
    awaitEnd(Long.parseLong(Files.readString(pid).strip()));
  }

  @Test
  void anInterruptKillsIt(@TempDir Path directory) throws Exception {
    Path pid = directory.resolve("pid");
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    probe.probe(
                        target(
                            "echo $$ > " + pid + ".tmp; mv " + pid + ".tmp " + pid + "; sleep 600"),
                        Duration.ofMinutes(10));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    while (!Files.exists(pid)) {
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join();
    awaitEnd(Long.parseLong(Files.readString(pid).strip()));
  }

  private Probe.Verdict run(String command) throws InterruptedException {
    return probe.probe(target(command), Targets.PATIENT);
  }

  private static Probe.Target target(String command) {
    return Targets.local(new CheckSpec.Script(command), 8080);
  }

  private static void awaitEnd(long pid) throws InterruptedException {
    long start = System.nanoTime();
    while (running(pid)) {
      assertTrue(System.nanoTime() - start < 30_000_000_000L, "process " + pid + " goes on");
      Thread.sleep(5);
    }
  }

  /** A zombie whose parent does not care has ended all the same. */
  private static boolean running(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
