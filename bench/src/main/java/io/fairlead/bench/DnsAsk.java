package io.fairlead.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks one DNS server over UDP for IPv4 addresses, one question at a time. */
final class DnsAsk implements AutoCloseable {
  private static final int TYPE_A = 1;
  private static final int LIMIT_MILLIS = 20;

  private final DatagramSocket socket;
  private int id;

  DnsAsk(InetSocketAddress server) throws IOException {
    socket = new DatagramSocket();
    socket.connect(server);
    socket.setSoTimeout(LIMIT_MILLIS);
  }

  /** The first IPv4 address that is answered for a name, or null where none is. */
  byte @Nullable [] address(String name) throws IOException {
    byte[] query = query(name);
    socket.send(new DatagramPacket(query, query.length));
    byte[] buffer = new byte[1500];
    DatagramPacket reply = new DatagramPacket(buffer, buffer.length);
    try {
      do {
        socket.receive(reply);
      } while (buffer[0] != query[0] || buffer[1] != query[1]);
    } catch (SocketTimeoutException e) {
      return null;
    }
    return firstAddress(buffer, query.length);
  }

  private byte[] query(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    id = (id + 1) & 0xffff;
    out.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(new byte[] {0, 0, TYPE_A, 0, 1});
    return out.toByteArray();
  }

  /** Every answer begins with a compressed name or with the question's own name spelled out. */
  private static byte @Nullable [] firstAddress(byte[] reply, int questionEnd) {
    int answers = (reply[6] & 255) << 8 | (reply[7] & 255);
    if ((reply[3] & 15) != 0 || answers == 0) {
      return null;
    }
    int at = questionEnd;
    while (reply[at] != 0 && (reply[at] & 0xc0) != 0xc0) {
      at += 1 + reply[at];
    }
    at += reply[at] == 0 ? 1 : 2;
    boolean isAddress = reply[at] == 0 && reply[at + 1] == TYPE_A;
    return isAddress ? Arrays.copyOfRange(reply, at + 10, at + 14) : null;
  }

  @Override
  public void close() {
    socket.close();
  }
}
