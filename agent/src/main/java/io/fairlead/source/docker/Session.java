package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.DockerEngine.Listed;
import io.fairlead.source.docker.Message.Look;
import io.fairlead.transport.Streaming;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One unbroken acquaintance with the engine: events first, then a list, then events decide what to
 * look at. A slow recount finds what the engine never told. Runs on one thread, to which all others
 * send {@link Message}s.
 */
final class Session implements AutoCloseable {
  /** An event from further ahead than this was told before the engine's clock was set back. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final long LONGEST_WAIT = Duration.ofMinutes(10).toNanos();

  private final DockerEngine engine;
  private final Memory memory;
  private final Timers timers;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final Eyes eyes;
  private final Book book;
  private final Duration recount;

  Session(
      DockerEngine engine,
      Listening sockets,
      DockerOptions options,
      Memory memory,
      Duration recount) {
    this.engine = engine;
    this.memory = memory;
    this.recount = recount;
    this.timers = new Timers(options.time());
    this.eyes = new Eyes(engine, sockets, inbox);
    this.book = new Book(options, memory, timers, eyes);
  }

  /**
   * Runs until the acquaintance breaks.
   *
   * @param ready called once the sink was told all there is
   */
  void run(Runnable ready) throws IOException, InterruptedException {
    Instant clock = engine.greet();
    if (memory.lastEvent.equals(Instant.MIN) || memory.lastEvent.isAfter(clock.plus(SKEW))) {
      memory.lastEvent = clock;
    }
    try (Streaming stream = engine.events(memory.lastEvent);
        EventReader reader = EventReader.start(stream, inbox)) {
      readAll();
      ready.run();
      timers.after(recount, eyes::count);
      while (true) {
        Message message = inbox.poll(timers.nanosToNext(LONGEST_WAIT), TimeUnit.NANOSECONDS);
        if (message instanceof Message.Happened) {
          reader.taken();
        }
        if (message != null) {
          handle(message);
        }
        timers.runDue();
      }
    }
  }

  private void readAll() throws IOException, InterruptedException {
    Map<String, Future<Look>> looks = new HashMap<>();
    for (Listed listed : engine.list()) {
      looks.put(listed.id(), eyes.look(listed.id()));
    }
    Map<String, Look> seen = new HashMap<>();
    for (Map.Entry<String, Future<Look>> look : looks.entrySet()) {
      try {
        seen.put(look.getKey(), look.getValue().get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException broken
            ? broken
            : new IOException("a look at the engine failed: " + e.getCause(), e);
      }
    }
    book.begin(seen);
  }

  private void handle(Message message) throws IOException {
    switch (message) {
      case Message.Happened(Event event) -> handle(event);
      case Message.Seen seen -> book.seen(seen.container(), seen.cause(), seen.look());
      case Message.Heard heard -> book.heard(heard.container(), heard.ports());
      case Message.Counted counted -> recounted(counted.containers());
      case Message.Broken broken -> throw broken.cause();
    }
  }

  private void handle(Event event) {
    if (event.at().isAfter(memory.lastEvent)) {
      memory.lastEvent = event.at();
    }
    if (event.ofNetwork()) {
      eyes.learn(event.network());
    }
    if (event.container().isEmpty()) {
      return;
    }
    switch (event.action()) {
      case "die" -> book.died(event);
      case "kill" -> book.killed(event);
      case "destroy" -> memory.forget(event.container());
      default -> {
        if (event.asksForLook() && (!event.ofNetwork() || book.knows(event.container()))) {
          book.look(event.container(), event.cause());
        }
      }
    }
  }

  private void recounted(List<Listed> containers) {
    Set<String> there = new HashSet<>();
    for (Listed listed : containers) {
      there.add(listed.id());
      if (book.differs(listed)) {
        book.look(listed.id(), new Cause(memory.now(), "docker list"));
      }
    }
    book.lookAtOthers(there, new Cause(memory.now(), "docker list"));
    timers.after(recount, eyes::count);
  }

  @Override
  public void close() {
    eyes.close();
  }
}
