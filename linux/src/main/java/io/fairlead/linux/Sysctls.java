package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kernel's switches under {@code /proc/sys}, as they stand in a network namespace. */
public final class Sysctls {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctls() {}

  /** The values of those of these names that are there, as in {@code net/ipv4/ip_forward}. */
  public static Map<String, String> read(NetworkNamespace namespace, List<String> names) {
    return namespace.call(
        () -> {
          Map<String, String> values = new LinkedHashMap<>();
          for (String name : names) {
            try {
              values.put(name, Files.readString(file(name)).strip());
            } catch (NoSuchFileException e) {
              // It is not there; what is not read is missing in the answer.
            } catch (IOException e) {
              throw new UncheckedIOException("cannot read sysctl " + name, e);
            }
          }
          return values;
        });
  }

  /**
   * Sets one.
   *
   * @throws UncheckedIOException where it cannot be; the message says what to do next
   */
  public static void write(NetworkNamespace namespace, String name, String value) {
    namespace.call(
        () -> {
          try {
            Files.writeString(file(name), value);
            return true;
          } catch (IOException e) {
            throw new UncheckedIOException("cannot set " + name + "=" + value + ": " + why(e), e);
          }
        });
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it is not there: the link it names is missing, or this kernel does not have it";
    }
    if (e instanceof AccessDeniedException) {
      return "this process may not: run it as root";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason != null && reason.contains("Read-only")
        ? "/proc/sys is read-only here: run the agent with --privileged, or on the host"
        : "the kernel does not take this value (" + reason + ")";
  }

  private static Path file(String name) {
    Path file = ROOT.resolve(name).normalize();
    if (!file.startsWith(ROOT.resolve("net"))) {
      throw new IllegalArgumentException(
          "'" + name + "' is no sysctl of the network; they start with net/");
    }
    return file;
  }
}
