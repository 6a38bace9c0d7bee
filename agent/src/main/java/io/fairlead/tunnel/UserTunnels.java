package io.fairlead.tunnel;

import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.TunnelKey;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.spi.kernel.Tunnels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * WireGuard links of {@code wireguard-go}: a process for each, which goes on when the agent ends,
 * and ends with its link. It is asked and told by a socket of its own.
 */
public final class UserTunnels implements Tunnels {
  /** The program's name. */
  public static final String PROGRAM = "wireguard-go";

  /** Where the program makes its sockets. */
  public static final Path SOCKETS = Path.of("/var/run/wireguard");

  private static final System.Logger LOG = System.getLogger(UserTunnels.class.getName());
  private static final int PATIENCE_SECONDS = 10;

  private final Start start;
  private final Path sockets;
  private final TunnelKey key;

  /** Starts a process, where its links are to be. */
  public interface Start {
    /** As {@link ProcessBuilder#start}. */
    Process start(ProcessBuilder process) throws IOException;
  }

  /** Links whose programs are started by {@code start} and make their sockets here. */
  public UserTunnels(Start start, Path sockets, TunnelKey key) {
    this.start = start;
    this.sockets = sockets;
    this.key = key;
  }

  /**
   * Starts the program, which makes the link, and waits until both are there.
   *
   * @throws KernelException where that fails
   */
  void start(String link) {
    ProcessBuilder builder =
        new ProcessBuilder(program(), link)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .directory(Path.of("/").toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    try {
      // The process that is started begins another that stays, and ends once the link is there.
      Process process = start.start(builder);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed("it was not ready in " + PATIENCE_SECONDS + " s", new IOException("late"));
      }
      if (process.exitValue() != 0) {
        throw failed(
            "it ended with "
                + process.exitValue()
                + "; 'LOG_LEVEL=debug "
                + PROGRAM
                + " -f "
                + link
                + "' says why",
            new IOException("exit"));
      }
    } catch (IOException e) {
      throw failed("it cannot be started; apt-get install " + PROGRAM, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the agent is ending", e);
    }
  }

  /**
   * Removes a link, and waits for the end of its program: at its end that removes its socket, which
   * must not be the next one's.
   */
  void end(String link, Runnable remove) {
    Path socket = socket(link);
    if (Files.exists(socket)) {
      try {
        WireguardSocket.untilItEnds(socket, remove);
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "{0} of {1}: {2}", PROGRAM, link, e.toString());
      }
    }
    remove.run();
  }

  /** The agent's own path may be short. */
  private static String program() {
    for (String folder : List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin")) {
      Path file = Path.of(folder, PROGRAM);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return PROGRAM;
  }

  @Override
  public @Nullable TunnelState look(LinkState link) {
    try {
      String answer = WireguardSocket.ask(socket(link.name()), "get=1\n\n");
      return WireguardText.read(answer, link, key);
    } catch (IOException e) {
      return null; // a link whose program is gone is made anew
    }
  }

  @Override
  public void tell(@Nullable TunnelState before, TunnelState wanted) {
    try {
      String answer =
          WireguardSocket.ask(socket(wanted.name()), WireguardText.write(before, wanted, key));
      if (!answer.contains("errno=0\n")) {
        throw failed("it refused what it was told: " + answer.strip(), new IOException("refused"));
      }
    } catch (IOException e) {
      throw failed("it does not answer: " + e.getMessage(), e);
    }
  }

  private Path socket(String link) {
    return sockets.resolve(link + ".sock");
  }

  private static KernelException failed(String why, Exception cause) {
    return KernelException.unseen(PROGRAM + ": " + why, cause);
  }
}
