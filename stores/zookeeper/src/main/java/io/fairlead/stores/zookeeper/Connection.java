package io.fairlead.stores.zookeeper;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A session with one server, from its greeting to its end: answers come in the order of requests.
 * What the server says in between is heard by who watches. It ends by itself when the server goes
 * silent. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final int SILENT_TICKS = 3;

  private final Wire wire;
  private final String server;
  private final Limits limits;
  private final Duration tick;
  private final AtomicLong newest;
  private final Seen seen = new Seen();
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Pending> pending = new ArrayDeque<>();
  private final Map<String, List<CompletableFuture<Void>>> watchers = new HashMap<>();
  private final LinkedBlockingQueue<byte[]> outbox = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int lastXid;
  private volatile boolean heard;
  private volatile boolean denied;

  /**
   * @param session how long the server waits for a sign of life
   * @param newest kept at the newest transaction that was seen
   */
  Connection(Wire wire, String server, Duration session, Limits limits, AtomicLong newest) {
    this.wire = wire;
    this.server = server;
    this.limits = limits;
    this.tick = session.dividedBy(2L * SILENT_TICKS);
    this.newest = newest;
  }

  /**
   * The answer to one request.
   *
   * @param error {@link Code#OK}, or why it was not done
   * @param body what follows
   */
  record Answer(int error, Incoming body) {}

  private record Pending(int xid, CompletableFuture<Answer> answer) {}

  void start(Runnable whenLost) {
    thread("reads", this::read);
    thread("writes", this::write);
    thread("looks after", () -> lookAfter(whenLost));
  }

  private void thread(String does, Runnable work) {
    Thread.ofVirtual().name("zookeeper " + server + " " + does).start(work);
  }

  /** Which server it is with, for messages. */
  String server() {
    return server;
  }

  /** What was seen of entries on this connection. */
  Seen seen() {
    return seen;
  }

  boolean isAlive() {
    return ended.getCount() > 0;
  }

  /** Whether the server does not believe who we say we are. */
  boolean isDenied() {
    return denied;
  }

  /** Logs in; an answer comes only where that fails. */
  void login(String user, String password) {
    outbox.add(Requests.login(head(Code.AUTH_XID, Code.AUTH), user, password).frame());
  }

  /** Asks; the answer is complete when the server has done it. */
  CompletableFuture<Answer> ask(int type, UnaryOperator<Outgoing> body) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (!isAlive()) {
        answer.completeExceptionally(new Lost(server + " is gone", false));
      } else if (pending.size() >= limits.inFlight()) {
        throw Failures.slow(server, new Lost("too many requests without an answer", false));
      } else {
        int xid = lastXid + 1;
        byte[] frame = body.apply(head(xid, type)).frame();
        lastXid = xid == Integer.MAX_VALUE ? 0 : xid;
        pending.add(new Pending(xid, answer));
        outbox.add(frame);
      }
    } finally {
      lock.unlock();
    }
    return answer;
  }

  /** Completes when the server tells of the znode, where it was asked to watch it. */
  CompletableFuture<Void> watch(String path) {
    CompletableFuture<Void> change = new CompletableFuture<>();
    lock.lock();
    try {
      if (isAlive()) {
        watchers.computeIfAbsent(path, p -> new ArrayList<>()).add(change);
      } else {
        change.completeExceptionally(new Lost(server + " is gone", false));
      }
    } finally {
      lock.unlock();
    }
    return change;
  }

  /** Forgets a watcher that waits no more. */
  void unwatch(String path, CompletableFuture<Void> change) {
    change.complete(null);
    lock.lock();
    try {
      watchers.computeIfPresent(
          path,
          (p, all) -> {
            all.removeIf(CompletableFuture::isDone);
            return all.isEmpty() ? null : all;
          });
    } finally {
      lock.unlock();
    }
  }

  private static Outgoing head(int xid, int type) {
    return new Outgoing().number(xid).number(type);
  }

  private void write() {
    try {
      while (isAlive()) {
        byte[] frame = outbox.take();
        wire.send(frame);
        if (outbox.isEmpty()) {
          wire.flush();
        }
      }
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      close();
    }
  }

  private void read() {
    try {
      while (isAlive()) {
        take(wire.receive());
        heard = true;
      }
    } catch (IOException | BufferUnderflowException e) {
      end(e);
    }
  }

  private void take(Incoming message) throws Lost {
    int xid = message.number();
    long transaction = message.large();
    int error = message.number();
    if (transaction > 0) {
      newest.accumulateAndGet(transaction, Math::max);
    }
    switch (xid) {
      case Code.PING_XID -> {}
      case Code.AUTH_XID -> denied |= error != Code.OK;
      case Code.NOTIFICATION_XID -> {
        message.number();
        message.number();
        tell(message.text());
      }
      default -> answer(xid, new Answer(error, message));
    }
  }

  private void answer(int xid, Answer answer) throws Lost {
    Pending first;
    lock.lock();
    try {
      first = pending.poll();
    } finally {
      lock.unlock();
    }
    if (first == null) {
      throw new Lost("an answer to no question", false);
    }
    if (first.xid() != xid) {
      first.answer().completeExceptionally(new Lost("answers out of order", false));
      throw new Lost("answers out of order", false);
    }
    first.answer().complete(answer);
  }

  private void tell(String path) {
    List<CompletableFuture<Void>> told;
    lock.lock();
    try {
      told = watchers.remove(path);
    } finally {
      lock.unlock();
    }
    if (told != null) {
      told.forEach(each -> each.complete(null));
    }
  }

  /** Gives signs of life, and ends the connection when none come back. */
  private void lookAfter(Runnable whenLost) {
    try {
      int silent = 0;
      while (!ended.await(tick.toMillis(), TimeUnit.MILLISECONDS)) {
        silent = heard ? 0 : silent + 1;
        heard = false;
        if (silent >= SILENT_TICKS) {
          end(new Lost(server + " is silent", false));
        } else {
          outbox.add(head(Code.PING_XID, Code.PING).frame());
        }
      }
    } catch (InterruptedException e) {
      close();
    }
    whenLost.run();
  }

  /** Says goodbye, so that the server forgets the session at once, and ends it. */
  @Override
  public void close() {
    end(new Lost("the connection to " + server + " was closed", false));
  }

  /** Tells the server that the session is over. */
  CompletableFuture<Answer> sayGoodbye() {
    return ask(Code.CLOSE, out -> out);
  }

  private void end(Exception cause) {
    List<CompletableFuture<?>> left = new ArrayList<>();
    lock.lock();
    try {
      if (!isAlive()) {
        return;
      }
      ended.countDown();
      pending.stream().map(Pending::answer).forEach(left::add);
      watchers.values().stream().flatMap(Collection::stream).forEach(left::add);
      pending.clear();
      watchers.clear();
    } finally {
      lock.unlock();
    }
    wire.close();
    outbox.add(new byte[0]); // wakes the writer
    Lost lost = new Lost(server + ": " + cause.getMessage(), false);
    left.forEach(each -> each.completeExceptionally(lost));
  }
}
