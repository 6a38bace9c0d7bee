package io.fairlead.agent.network;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks a container's resolver what a name is, as the container would. */
final class NameProbe {
  private static final InetSocketAddress RESOLVER = new InetSocketAddress("127.0.0.11", 53);
  private static final int TRIES = 2;
  private static final int PATIENCE_MILLIS = 2000;
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int HEADER = 12;

  private NameProbe() {}

  /**
   * The addresses that it answers; none where there is no such name.
   *
   * @throws IOException where no answer comes
   */
  static List<IpAddress> ask(NetworkNamespace container, String name, boolean v6)
      throws IOException {
    try {
      return container.call(
          () -> {
            try {
              return ask(name, v6 ? AAAA : A);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<IpAddress> ask(String name, int type) throws IOException {
    byte[] question = question(name, type);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(RESOLVER);
      socket.setSoTimeout(PATIENCE_MILLIS);
      IOException last = new IOException("no answer came");
      for (int i = 0; i < TRIES; i++) {
        try {
          socket.send(new DatagramPacket(question, question.length));
          DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
          socket.receive(packet);
          return addresses(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), type);
        } catch (IOException e) {
          last = e;
        }
      }
      throw last;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IOException("what answers there does not speak DNS", e);
    }
  }

  private static byte[] question(String name, int type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x66, 0x6c, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      byte[] octets = label.getBytes(StandardCharsets.UTF_8);
      if (octets.length == 0 || octets.length > 63) {
        throw new IOException("'" + name + "' is no name");
      }
      out.write(octets.length);
      out.writeBytes(octets);
    }
    out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
    return out.toByteArray();
  }

  private static List<IpAddress> addresses(ByteBuffer answer, int type)
      throws UnknownHostException {
    List<IpAddress> all = new ArrayList<>();
    int count = answer.getShort(6) & 0xffff;
    answer.position(HEADER);
    skipName(answer);
    answer.position(answer.position() + 4);
    for (int i = 0; i < count; i++) {
      skipName(answer);
      int kind = answer.getShort() & 0xffff;
      answer.position(answer.position() + 6);
      byte[] data = new byte[answer.getShort() & 0xffff];
      answer.get(data);
      if (kind == type && data.length == (type == A ? 4 : 16)) {
        all.add(IpAddress.of(InetAddress.getByAddress(Arrays.copyOf(data, data.length))));
      }
    }
    return all;
  }

  private static void skipName(ByteBuffer answer) {
    while (true) {
      int length = answer.get() & 0xff;
      if (length == 0) {
        return;
      }
      if (length >= 0xc0) {
        answer.get();
        return;
      }
      answer.position(answer.position() + length);
    }
  }
}
