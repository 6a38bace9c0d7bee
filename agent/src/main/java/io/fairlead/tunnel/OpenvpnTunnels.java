package io.fairlead.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.net.LinkNames;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.TunnelState;
import io.fairlead.wire.netlink.LinkKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Links to one other node each, of {@code openvpn}: a process for each, which makes its link, goes
 * on when the agent ends, and whose link ends with it. What each was told stands in a file, beside
 * one with its process's number.
 */
public final class OpenvpnTunnels {
  /** The program's name. */
  public static final String PROGRAM = "openvpn";

  /** Where the files are. */
  public static final Path FOLDER = Path.of("/run/fairlead-openvpn");

  /** Links of programs, as the kernel calls them. */
  static final LinkKind KIND = new LinkKind.Other("tun");

  /** How many seconds something may take. */
  static final int PATIENCE = 5;

  private static final String TOLD = ".conf";
  private static final Pattern FILE = Pattern.compile(LinkNames.PAIR + "[0-9a-f]{1,12}\\.conf");
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS = mode("rw-------");

  private final UserTunnels.Start start;
  private final Path folder;
  private final OpenvpnIdentity self;

  /** Links whose programs are started by {@code start} and have their files here. */
  public OpenvpnTunnels(UserTunnels.Start start, Path folder, OpenvpnIdentity self) {
    this.start = start;
    this.folder = folder;
    this.self = self;
  }

  /** Whether a link is one of these, by its name. */
  static boolean isOurs(String link) {
    return link.startsWith(LinkNames.PAIR);
  }

  /** Ours among these links and in the folder; one that does not work as it was told is bare. */
  List<TunnelState> look(HostState seen) {
    SortedSet<String> names = new TreeSet<>();
    seen.all(LinkState.class).stream()
        .filter(link -> link.sandbox().isHost() && isOurs(link.name()))
        .forEach(link -> names.add(link.name()));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (FILE.matcher(name).matches()) {
          names.add(name.substring(0, name.length() - TOLD.length()));
        }
      }
    } catch (IOException e) {
      // there is no folder before the first link
    }
    return names.stream()
        .map(name -> look(name, seen.get(LinkState.key(Sandbox.HOST, name))))
        .toList();
  }

  private TunnelState look(String name, @Nullable Object seen) {
    TunnelState bare = new TunnelState(Sandbox.HOST, name, 0, false, 0, null, new TreeMap<>());
    if (!(seen instanceof LinkState link) || !link.kind().equals(KIND) || program(name) == null) {
      return bare;
    }
    try {
      TunnelState told = OpenvpnConfig.read(Files.readString(told(name)), self.file());
      return told != null && told.mtu() == link.mtu() && link.up() ? told : bare;
    } catch (IOException e) {
      return bare;
    }
  }

  /**
   * Starts the program for a link that is not there. It makes the link once it is in the
   * background, soon after this returns.
   *
   * @throws KernelException where it does not start
   */
  void start(TunnelState wanted) {
    Path told = told(wanted.name());
    try {
      Files.createDirectories(folder, mode("rwx------"));
      Path fresh = told.resolveSibling(wanted.name() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, OWNERS);
      Files.writeString(fresh, OpenvpnConfig.write(wanted, self.file()));
      Files.move(fresh, told, StandardCopyOption.ATOMIC_MOVE);
      ProcessBuilder builder =
          new ProcessBuilder(
                  program(),
                  "--config",
                  told.toString(),
                  "--daemon",
                  PROGRAM + "-" + wanted.name(),
                  "--writepid",
                  number(wanted.name()).toString())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .directory(Path.of("/").toFile());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      Process process = start.start(builder);
      // It closes its output once it is in the background.
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(told, "it was not ready in " + PATIENCE + " s", "");
      }
      if (process.exitValue() != 0) {
        throw failed(told, "it ended with " + process.exitValue(), said);
      }
    } catch (IOException e) {
      throw KernelException.unseen(
          PROGRAM + ": it cannot be started; apt-get install " + PROGRAM + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unseen(PROGRAM + ": the agent is ending", e);
    }
  }

  /** Says that there is no link though the program was started. */
  KernelException absent(String link) {
    return failed(told(link), "it made no link in " + PATIENCE + " s", "");
  }

  /** Ends the program of a link, and with it the link; what it was told is forgotten. */
  void end(String link) {
    ProcessHandle program = program(link);
    if (program != null) {
      program.destroy();
      try {
        var _ = program.onExit().get(PATIENCE, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        program.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw KernelException.unseen(PROGRAM + ": the agent is ending", e);
      }
    }
    try {
      Files.deleteIfExists(number(link));
      Files.deleteIfExists(told(link));
    } catch (IOException e) {
      throw KernelException.unseen("cannot remove " + told(link) + ": " + e, e);
    }
  }

  /** The process that runs for a link, or null: its number may be another's by now. */
  private @Nullable ProcessHandle program(String link) {
    try {
      String pid = Files.readString(number(link)).strip();
      if (!pid.matches("[0-9]{1,10}")) {
        return null;
      }
      String command = Files.readString(Path.of("/proc", pid, "cmdline"));
      return command.contains("\0" + told(link) + "\0")
          ? ProcessHandle.of(Long.parseLong(pid)).orElse(null)
          : null;
    } catch (IOException e) {
      return null; // never started, or ended
    }
  }

  private Path told(String link) {
    return folder.resolve(link + TOLD);
  }

  private Path number(String link) {
    return folder.resolve(link + ".pid");
  }

  private static String program() {
    for (String place : new String[] {"/usr/sbin", "/usr/local/sbin", "/usr/bin"}) {
      Path file = Path.of(place, PROGRAM);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return PROGRAM;
  }

  private static KernelException failed(Path told, String why, String said) {
    String last = said.isEmpty() ? "" : " (" + said.lines().toList().getLast() + ")";
    return KernelException.unseen(
        PROGRAM + ": " + why + last + "; '" + PROGRAM + " --config " + told + "' says why",
        new IOException(why));
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
