package io.fairlead.source.docker;

import io.fairlead.model.InvalidField;
import io.fairlead.transport.Streaming;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/** Brings the engine's events into a session's inbox, on a thread of its own, until either ends. */
final class EventReader implements AutoCloseable {
  /** Events that may wait; beyond them the engine does. */
  private static final int MOST_WAITING = 16_384;

  private final Streaming stream;
  private final BlockingQueue<Message> inbox;
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final Thread thread;

  private EventReader(Streaming stream, BlockingQueue<Message> inbox) {
    this.stream = stream;
    this.inbox = inbox;
    this.thread = Thread.ofPlatform().name("docker-events").daemon().unstarted(this::run);
  }

  static EventReader start(Streaming stream, BlockingQueue<Message> inbox) {
    EventReader reader = new EventReader(stream, inbox);
    reader.thread.start();
    return reader;
  }

  /** One event has left the inbox. */
  void taken() {
    room.release();
  }

  private void run() {
    try {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        if (!line.isBlank()) {
          Event event = Event.parse(line);
          room.acquire();
          inbox.add(new Message.Happened(event));
        }
      }
      inbox.add(new Message.Broken(new IOException("the engine ended its event stream")));
    } catch (InvalidField e) {
      inbox.add(
          new Message.Broken(new IOException("the event stream is garbled: " + e.getMessage(), e)));
    } catch (IOException e) {
      inbox.add(
          new Message.Broken(new IOException("the event stream broke: " + e.getMessage(), e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    stream.close();
  }
}
