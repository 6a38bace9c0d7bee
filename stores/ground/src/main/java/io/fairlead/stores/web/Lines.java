package io.fairlead.stores.web;

import io.fairlead.stores.url.HostPort;
import io.fairlead.transport.Streaming;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on, line by line. Nothing is taken before it is asked for: the server has to
 * wait. Read by one thread, closed by any.
 */
public final class Lines implements AutoCloseable {
  private static final int PIECE = 16 * 1024;

  private final HostPort server;
  private final Streaming answer;
  private final int maxLine;
  private final byte[] piece = new byte[PIECE];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int at;
  private int end;

  Lines(HostPort server, Streaming answer, int maxLine) {
    this.server = server;
    this.answer = answer;
    this.maxLine = maxLine;
  }

  HostPort server() {
    return server;
  }

  /** The answer's status, below 500. */
  public int status() {
    return answer.status();
  }

  /**
   * The next line that is not empty, waiting at most {@code timeout} each time until more of it has
   * come.
   *
   * @return null where nothing came in that time
   * @throws IOException where no more will come; names the server
   * @throws LineTooLong where that is the reason
   */
  public byte @Nullable [] next(Duration timeout) throws IOException, InterruptedException {
    while (true) {
      byte[] line = take();
      if (line != null) {
        return line;
      }
      int count = read(timeout);
      if (count == 0) {
        return null;
      }
      if (count < 0) {
        if (begun.size() > 0) {
          return taken();
        }
        throw new IOException(server + " ended the stream");
      }
      at = 0;
      end = count;
    }
  }

  private int read(Duration timeout) throws IOException, InterruptedException {
    try {
      return answer.read(piece, timeout);
    } catch (IOException e) {
      throw new IOException(server + " broke off (" + e.getMessage() + ")", e);
    }
  }

  /** The line that ends in what was read, or null; its beginning is kept. */
  private byte @Nullable [] take() throws LineTooLong {
    while (at < end) {
      int stop = at;
      while (stop < end && piece[stop] != '\n') {
        stop++;
      }
      begun.write(piece, at, stop - at);
      boolean whole = stop < end;
      at = whole ? stop + 1 : end;
      if (begun.size() > maxLine) {
        throw new LineTooLong(server + " sends a line of more than " + maxLine + " bytes");
      }
      if (whole && begun.size() > 0) {
        return taken();
      }
    }
    return null;
  }

  private byte[] taken() {
    byte[] line = begun.toByteArray();
    begun.reset();
    return line;
  }

  /** Hangs up; whoever waits gets an {@link IOException}. */
  @Override
  public void close() {
    answer.close();
  }
}
