package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fresh network namespaces for one test, and iproute2 as an independent reader of what is in them.
 */
public final class Ground implements AutoCloseable {
  private static final Path PINS = Path.of("/run/netns");
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final List<Path> pins = new ArrayList<>();
  private final List<NetworkNamespace> open = new ArrayList<>();

  /** A new namespace; its name is that of its pin. */
  public Path pin() {
    try {
      Files.createDirectories(PINS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path pin = PINS.resolve("flk" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet());
    NetworkNamespace.create(pin).close();
    pins.add(pin);
    return pin;
  }

  /** Opens a namespace until the end of the test. */
  public NetworkNamespace open(Path pin) {
    NetworkNamespace namespace = NetworkNamespace.open(pin);
    open.add(namespace);
    return namespace;
  }

  /** Removes a namespace before the test ends. */
  public void end(Path pin) {
    pins.remove(pin);
    NetworkNamespace.remove(pin);
  }

  /** What {@code ip -json}, or {@code bridge -json}, shows: objects in the order they are shown. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> show(String tool, Path pin, String... what) {
    List<String> command = new ArrayList<>(List.of(tool, "-n", name(pin), "-d", "-json"));
    command.addAll(List.of(what));
    String text = output(command);
    return text.isBlank()
        ? List.of()
        : (List<Map<String, Object>>)
            java.util.Objects.requireNonNull(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Runs {@code ip} as a person who changes things beside us. */
  public static void ip(Path pin, String... what) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name(pin)));
    command.addAll(List.of(what));
    output(command);
  }

  /** Runs a command within a namespace. */
  public static String inside(Path pin, String... what) {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name(pin)));
    command.addAll(List.of(what));
    return output(command);
  }

  /** The one object among {@code all} whose {@code key} is {@code value}. */
  public static Map<String, Object> the(List<Map<String, Object>> all, String key, Object value) {
    List<Map<String, Object>> found =
        all.stream().filter(object -> value.equals(object.get(key))).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " have " + key + " " + value + " in " + all);
    }
    return found.getFirst();
  }

  /** The message of {@code thrown} holds {@code part}. */
  public static void says(Throwable thrown, String part) {
    String message = String.valueOf(thrown.getMessage());
    if (!message.contains(part)) {
      throw new AssertionError("'" + message + "' does not say '" + part + "'");
    }
  }

  private static String name(Path pin) {
    return String.valueOf(pin.getFileName());
  }

  private static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("the test needs iproute2: apt-get install iproute2", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    open.forEach(NetworkNamespace::close);
    pins.forEach(NetworkNamespace::remove);
  }
}
