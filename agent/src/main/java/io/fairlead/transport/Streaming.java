package io.fairlead.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
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
  private final Release release;

  Streaming(Head head, Body body, Release release) {
    this.head = head;
    this.body = body;
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
      return Head.Lines.read(body, MAX_LINE);
    } catch (ClosedByInterruptException e) {
      throw HttpClient.interrupted(e);
    }
  }

  /** Ends the exchange. Safe to repeat. */
  @Override
  public void close() {
    release.accept(head.reusable() && body.complete());
  }
}
