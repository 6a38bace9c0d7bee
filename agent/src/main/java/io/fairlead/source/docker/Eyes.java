package io.fairlead.source.docker;

import io.fairlead.model.Cause;
import io.fairlead.source.docker.ContainerFacts.ContainerPort;
import io.fairlead.source.docker.Message.Look;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at containers, a few at a time, on threads of its own that end when nothing is to be seen.
 * What is seen goes to a session's inbox.
 */
final class Eyes implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final int IDLE_SECONDS = 10;

  private final DockerEngine engine;
  private final Listening sockets;
  private final BlockingQueue<Message> inbox;
  private final ThreadPoolExecutor threads;

  Eyes(DockerEngine engine, Listening sockets, BlockingQueue<Message> inbox) {
    this.engine = engine;
    this.sockets = sockets;
    this.inbox = inbox;
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("docker-look-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Starts a look whose end the caller waits for. */
  Future<Look> look(String container) {
    return threads.submit(() -> lookNow(container));
  }

  /** Starts a look. */
  void look(Tracked container, Cause cause) {
    start(() -> new Message.Seen(container, cause, lookNow(container.id)));
  }

  /** Starts a look at what a container listens on. */
  void listen(Tracked container, ContainerFacts facts) {
    start(() -> new Message.Heard(container, listen(facts)));
  }

  /** Learns a network before the container that is being attached to it starts. */
  void learn(String network) {
    if (!engine.knows(network)) {
      start(
          () -> {
            try {
              engine.learn(network);
            } catch (DockerEngine.Refusal e) {
              // whoever looks at a container on it asks again
            }
            return null;
          });
    }
  }

  /** Starts a look at all of them. */
  void count() {
    start(() -> new Message.Counted(engine.list()));
  }

  private Look lookNow(String container) throws IOException, InterruptedException {
    try {
      return engine
          .inspect(container)
          .<Look>map(facts -> new Look.Found(facts, listen(facts)))
          .orElseGet(Look.Gone::new);
    } catch (DockerEngine.Refusal e) {
      return new Look.Refused(String.valueOf(e.getMessage()));
    }
  }

  /** Also for those that have joined another's network: that one may stand in the host's. */
  private Optional<Set<ContainerPort>> listen(ContainerFacts facts) {
    boolean matters = facts.onHostNetwork() || facts.joined() != null;
    return matters && facts.alive()
        ? sockets.ports(facts.state().pid(), facts.id())
        : Optional.empty();
  }

  private void start(Callable<@Nullable Message> work) {
    try {
      threads.execute(
          () -> {
            try {
              Message message = work.call();
              if (message != null) {
                inbox.add(message);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } catch (IOException e) {
              inbox.add(new Message.Broken(e));
            } catch (Exception e) {
              inbox.add(
                  new Message.Broken(new IOException("a look at the engine failed: " + e, e)));
            }
          });
    } catch (RejectedExecutionException e) {
      // closed: nobody waits for it any more
      return;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
