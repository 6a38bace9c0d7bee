package io.fairlead.linux;

import io.fairlead.model.Port;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which process has a port, by what {@code /proc} shows. */
final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final int LOCAL = 1;
  private static final int INODE = 9;

  private PortHolder() {}

  /** In words; where it cannot be seen, how to find it. */
  static String of(Port.Protocol protocol, int port) {
    String kind = protocol == Port.Protocol.TCP ? "tcp" : "udp";
    Set<String> sockets = new HashSet<>();
    for (String table : List.of(kind, kind + "6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve("self/net").resolve(table))) {
          String inode = inode(line, port);
          if (!inode.isEmpty()) {
            sockets.add("socket:[" + inode + "]");
          }
        }
      } catch (IOException e) {
        // The kernel does not have this family.
      }
    }
    String found = sockets.isEmpty() ? "" : process(sockets);
    return found.isEmpty()
        ? "a process of this host ('ss -lnp sport = :" + port + "' shows it)"
        : found;
  }

  /** The socket of a line of the kernel's table, where it is bound to the port; else empty. */
  static String inode(String line, int port) {
    String[] fields = line.strip().split("\\s+", -1);
    if (fields.length <= INODE) {
      return "";
    }
    String local = fields[LOCAL];
    String hex = local.substring(local.lastIndexOf(':') + 1);
    boolean same = hex.matches("[0-9A-F]{4}") && Integer.parseInt(hex, 16) == port;
    return same && !fields[INODE].equals("0") ? fields[INODE] : "";
  }

  private static String process(Set<String> sockets) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        if (has(process, sockets)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return "process " + name + " (" + process.getFileName() + ")";
        }
      }
    } catch (IOException e) {
      // It ended meanwhile, or /proc hides it.
    }
    return "";
  }

  private static boolean has(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)
            && sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // It ended meanwhile, or is not ours to look into.
    }
    return false;
  }
}
