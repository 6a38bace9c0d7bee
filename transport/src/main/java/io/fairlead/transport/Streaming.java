package io.fairlead.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is read as it comes. For one reading thread; {@link #close} may be called
 * from any other and ends a read that waits.
 */
public final class Streaming implements AutoCloseable {
  /** Bytes in one line at most. */
  public static final int MAX_LINE = 4 * 1024 * 1024;

  /** Takes the connection back. */
  interface Release {
    void accept(boolean reusable);
  }

  private final Head head;
  private final Body body;
  private final LineReader lines;
  private final Waiting waiting;
  private final Release release;

  /** Limits what reading waits from now on. */
  interface Waiting {
    void atMost(@Nullable Duration limit);
  }

  Streaming(Head head, Body body, Waiting waiting, Release release) {
    this.head = head;
    this.body = body;
    this.lines = new LineReader(body, MAX_LINE);
    this.waiting = waiting;
    this.release = release;
  }

  /** The status, as the server said it. */
  public int status() {
    return head.status();
  }

  /** By lower-case name; repeated ones joined with {@code ", "}. */
  public Map<String, String> headers() {
    return head.headers();
  }

  /** The body. Reading waits without limit; interruption ends it and the connection. */
  public InputStream body() {
    return body;
  }

  /**
   * The next line of the body, without its end.
   *
   * @return null at the body's regular end
   * @throws IOException where the connection breaks, a line is cut short or is longer than {@link
   *     #MAX_LINE}
   */
  public @Nullable String readLine() throws IOException, InterruptedException {
    try {
      return lines.next();
    } catch (ClosedByInterruptException e) {
      throw HttpClient.interrupted(e);
    }
  }

  /**
   * What has come of the body, waiting at most {@code timeout} for it.
   *
   * @return how many bytes; 0 where none came in time, -1 at the body's regular end
   * @throws IOException where the connection breaks
   */
  public int read(byte[] target, Duration timeout) throws IOException, InterruptedException {
    waiting.atMost(timeout);
    try {
      return body.read(target, 0, target.length);
    } catch (SocketTimeoutException nothingYet) {
      return 0;
    } catch (ClosedByInterruptException e) {
      throw HttpClient.interrupted(e);
    } finally {
      waiting.atMost(null);
    }
  }

  /** Ends the exchange. Safe to repeat. */
  @Override
  public void close() {
    release.accept(head.reusable() && body.complete());
  }
}
