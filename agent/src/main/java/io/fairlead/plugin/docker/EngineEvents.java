package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.transport.Streaming;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the engine's events on a thread of its own until either ends. */
final class EngineEvents implements AutoCloseable {
  private final Streaming stream;
  private final Consumer<Event> listener;
  private final Bell bell;
  private final Thread thread;
  private volatile @Nullable IOException broken;

  /**
   * One event.
   *
   * @param network whether it is of a network, not of a container
   * @param container the container's id, or empty
   */
  record Event(boolean network, String action, String container) {
    static Event parse(String line) {
      Fields root = Fields.lenient(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
      boolean network = root.textOr("Type", "").equals("network");
      Fields actor = root.object("Actor");
      String id = actor == null ? "" : actor.textOr("ID", "");
      String container =
          actor == null ? "" : actor.textsByName("Attributes").getOrDefault("container", "");
      return new Event(network, root.textOr("Action", ""), network ? container : id);
    }
  }

  private EngineEvents(Streaming stream, Consumer<Event> listener, Bell bell) {
    this.stream = stream;
    this.listener = listener;
    this.bell = bell;
    this.thread = Thread.ofPlatform().name("docker-networks").daemon().unstarted(this::run);
  }

  /**
   * Begins to read.
   *
   * @param bell rung when the stream ends
   */
  static EngineEvents read(Streaming stream, Consumer<Event> listener, Bell bell) {
    EngineEvents events = new EngineEvents(stream, listener, bell);
    events.thread.start();
    return events;
  }

  /** Throws where the stream has ended. */
  void requireOpen() throws IOException {
    IOException cause = broken;
    if (cause != null) {
      throw cause;
    }
  }

  private void run() {
    IOException end = new IOException("the engine ended its event stream");
    try {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        if (!line.isBlank()) {
          listener.accept(Event.parse(line));
        }
      }
    } catch (InvalidField e) {
      end = new IOException("the event stream is garbled: " + e.getMessage(), e);
    } catch (IOException e) {
      end = new IOException("the event stream broke: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    broken = end;
    bell.ring();
  }

  @Override
  public void close() {
    thread.interrupt();
    stream.close();
  }
}
