package io.fairlead.testkit.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that asks a DNS server for the IPv4 addresses of names, again and again, and prints
 * each answer: when it was asked for and came, in milliseconds of the wall clock, the name, and the
 * addresses; {@code none} where there are none, {@code silence} where no answer came. It knows
 * nothing of the agent's own code.
 */
final class Questioner {
  private static final int DNS = 53;
  private static final int PATIENCE_MILLIS = 500;
  private static final int PAUSE_MILLIS = 100;
  private static final int TYPE_A = 1;
  private static final int HEADER = 12;

  private final DatagramSocket socket;
  private short id;

  private Questioner(DatagramSocket socket) {
    this.socket = socket;
  }

  /** Arguments: the server's address, and a file with a name a line, read again each round. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path names = Path.of(arguments[1]);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(arguments[0]), DNS));
      socket.setSoTimeout(PATIENCE_MILLIS);
      Questioner questioner = new Questioner(socket);
      while (true) {
        StringBuilder round = new StringBuilder();
        for (String name : Files.readString(names).lines().toList()) {
          long asked = System.currentTimeMillis();
          String answer = questioner.ask(name);
          long came = System.currentTimeMillis();
          round.append(asked + " " + came + " " + name + " " + answer + "\n");
          if (answer.equals(Transcript.SILENCE)) {
            break;
          }
        }
        System.out.print(round);
        System.out.flush();
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private String ask(String name) {
    byte[] question = question(++id, name);
    byte[] buffer = new byte[4096];
    try {
      socket.send(new DatagramPacket(question, question.length));
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        ByteBuffer answer = ByteBuffer.wrap(buffer, 0, packet.getLength());
        if (answer.getShort(0) == id) {
          List<String> addresses = addresses(answer, question.length);
          return addresses.isEmpty() ? Transcript.NONE : String.join(",", addresses);
        }
      }
    } catch (IOException e) {
      return Transcript.SILENCE;
    }
  }

  private static byte[] question(short id, String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = new byte[HEADER];
    ByteBuffer.wrap(header).putShort(0, id).putShort(4, (short) 1);
    out.writeBytes(header);
    for (String label : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(US_ASCII));
    }
    out.writeBytes(new byte[] {0, 0, TYPE_A, 0, 1});
    return out.toByteArray();
  }

  /** The data of all records of type A among the answers, which begin at {@code at}. */
  private static List<String> addresses(ByteBuffer message, int at) throws IOException {
    List<String> addresses = new ArrayList<>();
    int count = message.getShort(6);
    int next = at;
    for (int i = 0; i < count; i++) {
      next = afterName(message, next);
      int length = message.getShort(next + 8);
      if (message.getShort(next) == TYPE_A) {
        byte[] address = new byte[length];
        message.get(next + 10, address);
        addresses.add(InetAddress.getByAddress(address).getHostAddress());
      }
      next += 10 + length;
    }
    return addresses;
  }

  private static int afterName(ByteBuffer message, int at) {
    int next = at;
    while (message.get(next) > 0) {
      next += 1 + message.get(next);
    }
    return next + (message.get(next) == 0 ? 1 : 2);
  }
}
