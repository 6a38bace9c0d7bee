package io.fairlead.stores.web;

import io.fairlead.stores.url.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on, line by line. What was not taken yet is bounded: the server has to wait.
 * Read by one thread, closed by any.
 */
public final class Lines implements BodyHandler<Lines>, BodySubscriber<Lines>, AutoCloseable {
  private static final int WAITING = 1 << 20;

  private final HostPort server;
  private final int maxLine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<byte[]> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;
  private @Nullable String ended;
  private boolean paused;
  private boolean tooLong;
  private int waiting;
  private volatile int status;

  Lines(HostPort server, int maxLine) {
    this.server = server;
    this.maxLine = maxLine;
  }

  HostPort server() {
    return server;
  }

  /** The answer's status, below 500. */
  public int status() {
    return status;
  }

  /**
   * The next line, waiting for it at most {@code timeout}.
   *
   * @return null where none came in that time
   * @throws IOException where no more will come; names the server
   * @throws LineTooLong where that is the reason
   */
  public byte @Nullable [] next(Duration timeout) throws IOException, InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (lines.isEmpty()) {
        if (ended != null) {
          String why = server + " " + ended;
          throw tooLong ? new LineTooLong(why) : new IOException(why);
        }
        if (left <= 0) {
          return null;
        }
        left = changed.awaitNanos(left);
      }
      byte[] line = lines.remove();
      waiting -= line.length;
      if (paused && waiting < WAITING && subscription != null) {
        paused = false;
        subscription.request(1);
      }
      return line;
    } finally {
      lock.unlock();
    }
  }

  /** Hangs up; whoever waits gets an {@link IOException}. */
  @Override
  public void close() {
    end("was hung up on", true);
  }

  @Override
  public BodySubscriber<Lines> apply(ResponseInfo info) {
    status = info.statusCode();
    return this;
  }

  @Override
  public CompletionStage<Lines> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    lock.lock();
    try {
      this.subscription = subscription;
      if (ended != null) {
        subscription.cancel();
      } else {
        subscription.request(1);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    lock.lock();
    try {
      buffers.forEach(this::split);
      tooLong |= begun.size() > maxLine;
      paused = waiting >= WAITING;
      changed.signalAll();
      if (tooLong) {
        end("sends a line of more than " + maxLine + " bytes", true);
      } else if (!paused && subscription != null && ended == null) {
        subscription.request(1);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end("broke off (" + failure.getMessage() + ")", false);
  }

  @Override
  public void onComplete() {
    lock.lock();
    try {
      line();
    } finally {
      lock.unlock();
    }
    end("ended the stream", false);
  }

  private void split(ByteBuffer buffer) {
    while (buffer.hasRemaining()) {
      byte b = buffer.get();
      if (b == '\n') {
        line();
      } else {
        begun.write(b);
      }
    }
  }

  private void line() {
    if (begun.size() > 0) {
      lines.add(begun.toByteArray());
      waiting += begun.size();
      begun.reset();
    }
  }

  private void end(String why, boolean cancel) {
    lock.lock();
    try {
      if (ended == null) {
        ended = why;
      }
      if (cancel) {
        lines.clear();
        if (subscription != null) {
          subscription.cancel();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
