package io.fairlead.view.dns.forward;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Message;

/** A resolver on a loopback port that does what a test says, over UDP and TCP. */
final class ScriptedUpstream implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ScriptedUpstream.class.getName());

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final InetSocketAddress address;
  private final Script script;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What it does with a question; does nothing where it shall be silent. */
  interface Script {
    void asked(Asked question) throws IOException;
  }

  /** The way back for one question. */
  interface Back {
    void send(byte[] message) throws IOException;
  }

  /**
   * One question as it came.
   *
   * @param message the question
   * @param from where it came from
   * @param overTcp whether it came over TCP
   * @param back the way back
   */
  record Asked(Message message, SocketAddress from, boolean overTcp, Back back) {
    void reply(Message answer) throws IOException {
      back.send(answer.toWire());
    }
  }

  ScriptedUpstream(Script script) {
    this.script = script;
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try {
      tcp = new ServerSocket(0, 50, loopback);
      address = new InetSocketAddress(loopback, tcp.getLocalPort());
      udp = new DatagramSocket(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  /** One that answers every question with these records. */
  static ScriptedUpstream answering(String... lines) {
    return new ScriptedUpstream(
        question -> question.reply(Messages.answer(question.message(), lines)));
  }

  /** One that never answers. */
  static ScriptedUpstream silent() {
    return new ScriptedUpstream(question -> {});
  }

  InetSocketAddress address() {
    return address;
  }

  /** Every question so far. */
  List<Asked> asked() {
    return asked;
  }

  private void serveUdp() {
    byte[] room = new byte[65_535];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(room, room.length);
        udp.receive(packet);
        SocketAddress from = packet.getSocketAddress();
        take(
            new Asked(
                new Message(Arrays.copyOf(room, packet.getLength())),
                from,
                false,
                message -> udp.send(new DatagramPacket(message, message.length, from))));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a question could not be served", e);
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept();
          DataInputStream in = new DataInputStream(socket.getInputStream());
          DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
        Message message = new Message(in.readNBytes(in.readUnsignedShort()));
        take(
            new Asked(
                message,
                socket.getRemoteSocketAddress(),
                true,
                answer -> {
                  out.writeShort(answer.length);
                  out.write(answer);
                }));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a connection could not be served", e);
      }
    }
  }

  private void take(Asked question) throws IOException {
    asked.add(question);
    script.asked(question);
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
