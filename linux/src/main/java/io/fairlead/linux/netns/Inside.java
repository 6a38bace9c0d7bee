package io.fairlead.linux.netns;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Runs work on a platform thread that is never used again. */
final class Inside {
  private Inside() {}

  /** What {@code work} answers, or throws. Interrupts of the caller wait until it is done. */
  static <T> T run(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("fairlead-netns")
        .start(
            () -> {
              try {
                answer.complete(work.get());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.join();
    } catch (CompletionException | CancellationException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
