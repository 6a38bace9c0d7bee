package io.fairlead.source.docker;

import io.fairlead.model.Port.Protocol;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads /proc: the processes of a container's control group, their sockets, and which of those
 * listen. Stateless; thread-safe. Needs the right to look into other users' processes.
 */
final class ProcListening implements Listening {
  private static final int MOST_PROCESSES = 4096;
  private static final int MOST_SOCKETS = 65_536;
  private static final int DEEPEST_GROUP = 8;
  private static final String SOCKET = "socket:[";

  private final Path root;

  /**
   * Reads below a root directory.
   *
   * @param root {@code /}, or where the engine's view of /proc and /sys can be seen
   */
  ProcListening(Path root) {
    this.root = root;
  }

  @Override
  public Optional<Set<ContainerPort>> ports(int pid, String container) {
    try {
      Path process = root.resolve("proc").resolve(Integer.toString(pid));
      List<String> groups = Files.readAllLines(process.resolve("cgroup"));
      if (groups.stream().noneMatch(group -> group.contains(container))) {
        return Optional.empty();
      }
      Set<Long> sockets = new HashSet<>();
      for (String member : members(groups, container, pid)) {
        addSockets(root.resolve("proc").resolve(member), sockets, member.equals("" + pid));
      }
      return Optional.of(listening(process.resolve("net"), sockets));
    } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
  }

  /** The pids of the first hierarchy that can be seen. */
  private Set<String> members(List<String> groups, String container, int pid) throws IOException {
    Set<String> pids = new TreeSet<>();
    for (String group : groups) {
      String[] parts = group.split(":", 3);
      if (parts.length == 3 && parts[2].contains(container)) {
        for (Path mount : mounts(parts[1])) {
          Path directory = mount.resolve(parts[2].substring(1)).normalize();
          if (Files.isReadable(directory.resolve("cgroup.procs"))) {
            addMembers(directory, pids);
          }
        }
      }
      if (pids.contains(Integer.toString(pid))) {
        return pids;
      }
      pids.clear();
    }
    return Set.of(Integer.toString(pid));
  }

  private List<Path> mounts(String controllers) {
    Path groups = root.resolve("sys/fs/cgroup");
    return controllers.isEmpty()
        ? List.of(groups, groups.resolve("unified"))
        : List.of(groups.resolve(controllers.replace("name=", "")));
  }

  private static void addMembers(Path group, Set<String> pids) throws IOException {
    try (Stream<Path> tree = Files.walk(group, DEEPEST_GROUP)) {
      for (Path file : (Iterable<Path>) tree.filter(p -> p.endsWith("cgroup.procs"))::iterator) {
        for (String pid : Files.readAllLines(file)) {
          if (pids.size() < MOST_PROCESSES) {
            pids.add(pid);
          }
        }
      }
    }
  }

  /** A process that has ended meanwhile has no sockets; only the first must be readable. */
  private static void addSockets(Path process, Set<Long> sockets, boolean first)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        addSocket(file, sockets);
      }
    } catch (IOException | DirectoryIteratorException e) {
      if (first) {
        throw e;
      }
    }
  }

  private static void addSocket(Path file, Set<Long> sockets) {
    try {
      String target = Files.readSymbolicLink(file).toString();
      if (target.startsWith(SOCKET) && sockets.size() < MOST_SOCKETS) {
        sockets.add(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
      }
    } catch (IOException e) {
      // closed between the listing and the look: no socket any more
      return;
    }
  }

  private Set<ContainerPort> listening(Path net, Set<Long> sockets) throws IOException {
    Set<ContainerPort> ports = new TreeSet<>();
    String range = Files.readString(root.resolve("proc/sys/net/ipv4/ip_local_port_range"));
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path file = net.resolve(table);
      if (Files.exists(file)) {
        try (Stream<String> lines = Files.lines(file)) {
          Protocol protocol = table.startsWith("tcp") ? Protocol.TCP : Protocol.UDP;
          lines.forEach(line -> SocketTable.add(line, protocol, range, sockets, ports));
        }
      }
    }
    return ports;
  }
}
