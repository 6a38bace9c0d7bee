package io.fairlead.linux.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Native;
import io.fairlead.linux.sys.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * nftables of one namespace. The library's context lives on a thread of its own; callers wait for
 * it. Thread-safe.
 */
public final class Nft implements AutoCloseable {
  private static final int JSON = 1 << 4; // NFT_CTX_OUTPUT_JSON
  private static final int MOST_WAITING = 1024;

  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("fairlead-nft").unstarted(this::loop);

  /** Guarded by {@code work}. */
  private boolean closed;

  /** The thread's own. */
  private MemorySegment context = MemorySegment.NULL;

  private Nft() {}

  /**
   * Opens the nftables of a namespace.
   *
   * @throws NftException where the library is not installed
   */
  public static Nft open(NetworkNamespace namespace) {
    library();
    Nft nft = new Nft();
    nft.thread.start();
    try {
      return nft.call(
          () -> {
            namespace.enter();
            nft.context = LowFiles.within(Library::open);
            return nft;
          });
    } catch (RuntimeException e) {
      nft.close();
      throw e;
    }
  }

  /**
   * Does all of {@code commands} or nothing.
   *
   * @param commands in nft's own language or its JSON
   * @return what it lists, in JSON; empty where it lists nothing
   * @throws NftException where it refuses
   */
  public String run(String commands) {
    return call(() -> Library.run(context, commands));
  }

  private <T> T call(Supplier<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    synchronized (work) {
      if (closed) {
        throw new IllegalStateException("nftables were closed here");
      }
      if (work.size() >= MOST_WAITING) {
        throw NftException.refused("", "too many commands wait already; try again");
      }
      work.add(
          () -> {
            try {
              answer.complete(task.get());
            } catch (Throwable e) {
              answer.completeExceptionally(e);
            }
          });
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private void loop() {
    Runnable next;
    do {
      try {
        next = work.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
      next.run();
    } while (!(next instanceof End));
  }

  /** Ends the thread once what waits is done; the namespace is left then. */
  @Override
  public void close() {
    synchronized (work) {
      if (!closed) {
        closed = true;
        work.add(new End(this));
      }
    }
    Threads.awaitEnd(thread);
  }

  @SuppressWarnings("restricted") // this module is the room for it
  private static SymbolLookup library() {
    try {
      return SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
    } catch (IllegalArgumentException e) {
      throw NftException.missing(e);
    }
  }

  private record End(Nft nft) implements Runnable {
    @Override
    public void run() {
      if (!nft.context.equals(MemorySegment.NULL)) {
        Library.close(nft.context);
        LowFiles.keep();
      }
    }
  }

  /**
   * The library's functions, one at a time in the whole process: it cuts texts with strtok(3) and
   * remembers links by their indexes, both without regard to contexts and threads.
   */
  private static final class Library {
    private static final SymbolLookup LIBRARY = library();
    private static final MethodHandle NEW =
        function("nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle FREE =
        function("nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle FLAGS =
        function("nft_ctx_output_set_flags", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle BUFFER_OUTPUT =
        function("nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle BUFFER_ERROR =
        function("nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle OUTPUT =
        function("nft_ctx_get_output_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ERROR =
        function("nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle RUN =
        function("nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
      return Native.function(LIBRARY, name, descriptor);
    }

    static synchronized MemorySegment open() {
      try {
        MemorySegment context = (MemorySegment) NEW.invokeExact(0);
        FLAGS.invokeExact(context, JSON);
        int output = (int) BUFFER_OUTPUT.invokeExact(context);
        int error = (int) BUFFER_ERROR.invokeExact(context);
        if (output != 0 || error != 0) {
          throw NftException.refused("", "it has no memory for its answers");
        }
        return context;
      } catch (Throwable e) {
        throw Native.impossible(e);
      }
    }

    static synchronized String run(MemorySegment context, String commands) {
      try (Arena arena = Arena.ofConfined()) {
        int failed = (int) RUN.invokeExact(context, arena.allocateFrom(commands));
        String output = text((MemorySegment) OUTPUT.invokeExact(context));
        String error = text((MemorySegment) ERROR.invokeExact(context));
        if (failed != 0) {
          throw NftException.refused(commands, error);
        }
        return output;
      } catch (Throwable e) {
        throw Native.impossible(e);
      }
    }

    static synchronized void close(MemorySegment context) {
      try {
        FREE.invokeExact(context);
      } catch (Throwable e) {
        throw Native.impossible(e);
      }
    }

    @SuppressWarnings("restricted") // the library ends its texts with a zero
    private static String text(MemorySegment pointer) {
      return pointer.equals(MemorySegment.NULL)
          ? ""
          : pointer.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8);
    }
  }
}
