package io.fairlead.probe.grpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the server says on stream 1, up to the end of its one message. Connection business
 * (SETTINGS, PING) is answered on the way, within bounds; headers are not decoded: a call that was
 * refused is one that ends without a message.
 */
final class Answer {
  /** Frames before the message is complete; a server needs about five. */
  private static final int MAX_FRAMES = 200;

  /** A HealthCheckResponse has two bytes. */
  private static final int MAX_MESSAGE = 4 * 1024;

  private static final int PREFIX = 5;

  private final InputStream in;
  private final OutputStream out;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  Answer(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * The message, without its prefix.
   *
   * @throws IOException where none comes; says why
   */
  byte[] message() throws IOException {
    for (int i = 0; i < MAX_FRAMES; i++) {
      Frame frame = Frame.read(in);
      switch (frame.type()) {
        case Frame.SETTINGS -> acknowledge(frame, new byte[0]);
        case Frame.PING -> acknowledge(frame, frame.payload());
        case Frame.GOAWAY -> leave(frame);
        case Frame.RST_STREAM -> throw new IOException("the call was reset, " + code(frame, 0));
        case Frame.DATA -> data.writeBytes(unpadded(frame));
        default -> {} // headers, window updates and what is not known (RFC 9113, 4.1)
      }
      byte[] message = complete();
      if (message != null) {
        return message;
      }
      if (frame.stream() == 1 && frame.has(Frame.END_STREAM) && frame.type() <= Frame.HEADERS) {
        throw new IOException(
            "the call was refused: no grpc.health.v1.Health there, or it does not know the service");
      }
    }
    throw new IOException("no health status within " + MAX_FRAMES + " HTTP/2 frames");
  }

  private void acknowledge(Frame frame, byte[] payload) throws IOException {
    if (!frame.has(Frame.ACK)) {
      out.write(Frame.of(frame.type(), Frame.ACK, 0, payload));
    }
  }

  /** Our call goes on where the server says that it has seen it (RFC 9113, 6.8). */
  private static void leave(Frame frame) throws IOException {
    if (frame.payload().length < 8 || ByteBuffer.wrap(frame.payload()).getInt() < 1) {
      throw new IOException("the server goes away, " + code(frame, 4));
    }
  }

  private static String code(Frame frame, int at) {
    return frame.payload().length < at + 4
        ? "without a code"
        : "code " + ByteBuffer.wrap(frame.payload()).getInt(at);
  }

  private static byte[] unpadded(Frame frame) throws IOException {
    byte[] payload = frame.payload();
    if (!frame.has(Frame.PADDED)) {
      return payload;
    }
    int padding = payload.length == 0 ? -1 : payload[0] & 0xff;
    int length = payload.length - 1 - padding;
    if (padding < 0 || length < 0) {
      throw new IOException("the server's DATA frame is broken");
    }
    return ByteBuffer.allocate(length).put(payload, 1, length).array();
  }

  private byte @Nullable [] complete() throws IOException {
    if (data.size() < PREFIX) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(data.toByteArray());
    boolean compressed = bytes.get() != 0;
    int length = bytes.getInt();
    if (compressed || length < 0 || length > MAX_MESSAGE) {
      throw new IOException("the health service's answer is compressed, too long or broken");
    }
    if (bytes.remaining() < length) {
      return null;
    }
    byte[] message = new byte[length];
    bytes.get(message);
    return message;
  }
}
