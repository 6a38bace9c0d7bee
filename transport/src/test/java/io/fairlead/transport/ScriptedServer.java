package io.fairlead.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens on a unix socket, reads one request (without a body) at a time and says the next of its
 * lines, whatever was asked. {@link #HANG_UP} closes the connection, {@link #SILENCE} says nothing.
 */
final class ScriptedServer implements Closeable {
  static final String HANG_UP = "hang up";
  static final String SILENCE = "";

  final List<String> requests = new CopyOnWriteArrayList<>();
  private final ServerSocketChannel listener;
  private final Path socket;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger accepted = new AtomicInteger();
  private final Semaphore ended = new Semaphore(0);

  ScriptedServer(Path directory, String... answers) throws IOException {
    socket = directory.resolve("server.sock");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(() -> run(List.of(answers)));
  }

  Address address() {
    return new Address.Unix(socket);
  }

  int connections() {
    return accepted.get();
  }

  /** Returns once a connection more has been closed from this side. */
  void awaitEnd() throws InterruptedException {
    ended.acquire();
  }

  private void run(List<String> answers) {
    Iterator<String> script = answers.iterator();
    try {
      while (script.hasNext()) {
        try (SocketChannel peer = listener.accept()) {
          accepted.incrementAndGet();
          serve(peer, script);
        }
        ended.release();
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel peer, Iterator<String> script)
      throws IOException, InterruptedException {
    while (script.hasNext()) {
      String request = readHead(peer);
      if (request.isEmpty()) {
        return;
      }
      requests.add(request);
      String answer = script.next();
      String words = answer.replace(HANG_UP, "");
      peer.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.ISO_8859_1)));
      if (answer.endsWith(HANG_UP)) {
        return;
      }
    }
    closed.await();
  }

  private static String readHead(SocketChannel peer) throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0 && peer.read(one.clear()) > 0) {
      head.append((char) one.get(0));
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    Files.deleteIfExists(socket);
  }
}
