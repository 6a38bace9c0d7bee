package io.fairlead.testkit.lab;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Doing one thing with many at the same time. */
public final class Together {
  private Together() {}

  /**
   * Does {@code work} with each, each on a thread of its own, and waits for all of them.
   *
   * @throws LabException where one failed; the others have ended by then
   */
  public static <T> void each(List<T> all, Consumer<? super T> work) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          all.stream().<Future<?>>map(one -> threads.submit(() -> work.accept(one))).toList();
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new LabException("One of several failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("Interrupted while several things were done", e);
    }
  }
}
