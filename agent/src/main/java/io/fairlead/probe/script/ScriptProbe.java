package io.fairlead.probe.script;

import io.fairlead.model.CheckSpec;
import io.fairlead.spi.Probe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command by {@code /bin/sh -c}, in a session of its own, and passes where it ends with
 * status 0. {@code $SERVICE_IP} and {@code $SERVICE_PORT} stand for the instance, in the text as in
 * the environment, which holds nothing else but a PATH. What it still runs at its time-out is
 * killed with all its children. The agent's own rights are the command's: make this probe only
 * where the operator has allowed it. Thread-safe.
 */
public final class ScriptProbe implements Probe {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** In a session of its own: runs the command, then ends what it left behind. */
  private static final String TIDY =
      "/bin/sh -c \"$1\"; status=$?; trap '' TERM; kill -TERM 0; exit $status";

  /** How long what the command printed is waited for once it has ended. */
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final boolean sessions = Files.isExecutable(SETSID);

  @Override
  public Verdict probe(Target target, Duration timeout) throws InterruptedException {
    if (!(target.spec() instanceof CheckSpec.Script spec)) {
      throw new IllegalArgumentException("not a script check: " + target.spec());
    }
    Process process;
    try {
      process = start(spec.command(), target);
    } catch (IOException e) {
      return new Verdict(false, "cannot start /bin/sh: " + e.getMessage());
    }
    Output output = Output.of(process);
    boolean over = false;
    try {
      boolean ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
      over = ended && output.await(LAST_WORDS);
      if (!ended) {
        return new Verdict(false, say("no end within " + timeout.toMillis() + "ms", output));
      }
      return new Verdict(
          process.exitValue() == 0, say("exit status " + process.exitValue(), output));
    } finally {
      if (!over) {
        kill(process);
      }
    }
  }

  private Process start(String command, Target target) throws IOException {
    String address = target.address().toString();
    String port = Integer.toString(target.port());
    String text = command.replace("$SERVICE_IP", address).replace("$SERVICE_PORT", port);
    ProcessBuilder builder =
        sessions
            ? new ProcessBuilder(SETSID.toString(), "/bin/sh", "-c", TIDY, "sh", text)
            : new ProcessBuilder("/bin/sh", "-c", text);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", PATH, "SERVICE_IP", address, "SERVICE_PORT", port));
    return builder
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .start();
  }

  /** The command and all that it started, whether or not it has ended itself. */
  private void kill(Process process) throws InterruptedException {
    List<ProcessHandle> descendants = process.descendants().toList();
    if (sessions) {
      killGroup(process.pid());
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Signals go to groups by the kill command alone; setsid made the command's pid its group's. */
  private static void killGroup(long group) throws InterruptedException {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- -" + group)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(1, TimeUnit.SECONDS);
    } catch (IOException e) {
      // No process can be started: the children that are known are ended one by one.
    }
  }

  private static String say(String what, Output output) {
    String printed = output.text();
    return printed.isEmpty() ? what : what + ": " + printed;
  }
}
