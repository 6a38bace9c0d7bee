package io.fairlead.agent;

import io.fairlead.spi.Time;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The agent's threads. One that dies of a defect is logged and started again; one that dies again
 * and again ends the agent, so that none is ever half dead.
 */
final class Crew implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Crew.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DEATHS = 5;
  private static final Duration IN = Duration.ofMinutes(1);

  private final Time time;
  private final Consumer<String> giveUp;
  private final List<Thread> threads = new ArrayList<>();

  /** What a thread does until it is interrupted. */
  interface Work {
    void run() throws InterruptedException;
  }

  /**
   * A crew without threads.
   *
   * @param giveUp told once a thread cannot be kept alive, and why
   */
  Crew(Time time, Consumer<String> giveUp) {
    this.time = time;
    this.giveUp = giveUp;
  }

  /** Does {@code work} on a thread of its own from now on. */
  synchronized void add(String name, Work work) {
    threads.add(
        Thread.ofPlatform().name("fairlead-" + name).daemon().start(() -> keep(name, work)));
  }

  private void keep(String name, Work work) {
    Deque<Long> deaths = new ArrayDeque<>();
    try {
      while (true) {
        try {
          work.run();
          return;
        } catch (RuntimeException | Error e) {
          LOG.log(Level.ERROR, "the thread '" + name + "' died of a defect and starts again", e);
          if (tooMany(deaths)) {
            giveUp.accept("the thread '" + name + "' dies again and again: " + e);
            return;
          }
        }
        time.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tooMany(Deque<Long> deaths) {
    long now = time.nanos();
    deaths.addLast(now);
    deaths.removeIf(then -> now - then > IN.toNanos());
    return deaths.size() > MOST_DEATHS;
  }

  /** Interrupts all threads and waits a little for them to end. */
  @Override
  public synchronized void close() {
    threads.forEach(Thread::interrupt);
    long end = time.nanos() + Duration.ofSeconds(1).toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, end - time.nanos())));
        if (thread.isAlive()) {
          LOG.log(Level.WARNING, "the thread {0} did not end in time", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
