package io.fairlead.stores.embedded;

import io.fairlead.spi.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the tables. All work that waits goes into one SQLite transaction, so
 * many callers share the cost of one fsync; each is answered when it is on the disk.
 */
final class Writer implements AutoCloseable {
  private static final int BATCH = 256;
  private static final Job<Boolean> LAST = new Job<>(ignored -> true, ignored -> {});

  private final Path directory;
  private final Opening opening;
  private final Runnable published;
  private final BlockingQueue<Job<?>> queue;
  private final Thread thread;
  private @Nullable Tables tables; // used by the thread alone
  private boolean closed; // guarded by this

  /**
   * @param waiting work that may wait at once
   * @param published run when something new is durable, before callers are answered
   */
  Writer(Path directory, Opening opening, int waiting, Runnable published) {
    this.directory = directory;
    this.opening = opening;
    this.published = published;
    queue = new ArrayBlockingQueue<>(waiting + 1);
    thread = Thread.ofPlatform().name("fairlead-store-writer").daemon().start(this::run);
  }

  /** Makes the tables ready, at first and after each failure. */
  interface Opening {
    Tables open() throws SQLException;
  }

  /** What is done inside a transaction. */
  interface Work<T> {
    T on(Tables tables) throws SQLException;
  }

  /** Does {@code work} and returns when it is durable; {@code then} runs just before. */
  <T> T submit(Work<T> work, Consumer<T> then) {
    Job<T> job = new Job<>(work, then);
    synchronized (this) {
      if (closed) {
        throw Failures.closed();
      }
      if (queue.remainingCapacity() <= 1 || !queue.offer(job)) {
        throw StoreException.away(
            "too many commits wait for the disk of " + directory + "; try again later",
            new IOException("queue full"));
      }
    }
    try {
      return job.answer.join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case SQLException sql -> Failures.of(directory, sql);
        case null, default -> StoreException.away("the store failed: " + e.getCause(), e);
      };
    }
  }

  /** Finishes what waits and ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        queue.add(LAST);
      }
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Job<?>> batch = new ArrayList<>(BATCH);
    boolean last = false;
    while (!last) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // only close() ends this thread
      }
      queue.drainTo(batch, BATCH - 1);
      last = batch.remove(LAST);
      process(batch);
      batch.clear();
    }
    Database.closeQuietly(tables);
  }

  private void process(List<Job<?>> batch) {
    try {
      Tables open = tables == null ? opening.open() : tables;
      tables = open;
      for (Job<?> job : batch) {
        job.work(open);
      }
      open.commit();
      batch.forEach(Job::then);
      published.run();
      batch.forEach(Job::answer);
    } catch (SQLException | RuntimeException | Error e) {
      Database.closeQuietly(tables);
      tables = null;
      batch.forEach(job -> job.answer.completeExceptionally(e));
    }
  }

  private static final class Job<T> {
    private final Work<T> work;
    private final Consumer<T> then;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;

    Job(Work<T> work, Consumer<T> then) {
      this.work = work;
      this.then = then;
    }

    void work(Tables tables) throws SQLException {
      result = work.on(tables);
    }

    void then() {
      if (result != null) {
        then.accept(result);
      }
    }

    void answer() {
      if (result != null) {
        answer.complete(result);
      }
    }
  }
}
