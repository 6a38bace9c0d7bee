package io.fairlead.ovs;

import io.fairlead.model.net.LinkNames;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.openflow.FlowMessage;
import io.fairlead.wire.openflow.MalformedFlow;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hears of changes to switches: of ports from the database, of flows that are gone from each switch
 * of ours. Where it cannot it tries again every few seconds; what it misses is found in the next
 * look at the host.
 */
final class SwitchWatch implements AutoCloseable {
  private static final int AGAIN_MILLIS = 3_000;
  private static final int PART = 1 << 16;

  private final Path socket;
  private final Runnable changed;
  private final Selector selector;
  private final Set<Path> heard = new TreeSet<>();
  private final ByteBuffer in = ByteBuffer.allocate(PART);
  private volatile boolean closed;

  private SwitchWatch(Path socket, Runnable changed, Selector selector) {
    this.socket = socket;
    this.changed = changed;
    this.selector = selector;
  }

  static SwitchWatch start(Path socket, Runnable changed) {
    try {
      SwitchWatch watch = new SwitchWatch(socket, changed, Selector.open());
      Thread.ofPlatform().daemon().name("switches").start(watch::run);
      return watch;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        connect();
        selector.select(AGAIN_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          hear(key);
        }
        selector.selectedKeys().clear();
      } catch (IOException e) {
        closed = true; // the selector itself; the host is looked at now and then
      }
    }
    for (SelectionKey key : selector.keys()) {
      end(key);
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Listens where it does not yet. */
  private void connect() {
    if (!Files.exists(socket)) {
      return;
    }
    listen(socket, question());
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(socket.resolveSibling(""), LinkNames.BRIDGE + "*.mgmt")) {
      for (Path one : all) {
        ByteBuffer words = ByteBuffer.allocate(256);
        words.put(FlowMessage.plain(FlowMessage.HELLO, 0).bytes());
        words.put(FlowMessage.tellRemovals(1).bytes());
        byte[] said = new byte[words.flip().remaining()];
        words.get(said);
        listen(one, said);
      }
    } catch (IOException e) {
      // The folder went away; so did who listens there.
    }
  }

  private static byte[] question() {
    return Json.write(
        Map.of(
            "method",
            "monitor",
            "id",
            1,
            "params",
            List.of(
                Database.NAME,
                "fairlead",
                Map.of(
                    "Interface",
                    Map.of("columns", List.of("name", "ofport")),
                    "Bridge",
                    Map.of("columns", List.of("name", "ports"))))));
  }

  private void listen(Path where, byte[] words) {
    if (!heard.add(where)) {
      return;
    }
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(where));
      channel.configureBlocking(false);
      Ear ear = new Ear(where, where.equals(socket));
      channel.register(selector, SelectionKey.OP_READ, ear);
      channel.write(ByteBuffer.wrap(words));
    } catch (IOException e) {
      heard.remove(where);
    }
  }

  /** One who is listened to. */
  private record Ear(Path where, JsonStream json, FlowTable.FlowStream flows, boolean database) {
    Ear(Path where, boolean database) {
      this(where, new JsonStream(), new FlowTable.FlowStream(), database);
    }
  }

  private void hear(SelectionKey key) {
    if (!(key.channel() instanceof SocketChannel channel && key.attachment() instanceof Ear ear)) {
      return;
    }
    try {
      if (channel.read(in.clear()) < 0) {
        throw new IOException("it ended");
      }
      in.flip();
      if (ear.database) {
        database(channel, ear.json.take(in));
      } else {
        flows(channel, ear.flows.take(in));
      }
    } catch (IOException | IllegalArgumentException | MalformedFlow e) {
      end(key);
      changed.run();
    }
  }

  private void database(SocketChannel channel, List<Map<String, Object>> messages)
      throws IOException {
    for (Map<String, Object> message : messages) {
      byte[] echo = Database.echo(message);
      if (echo != null) {
        channel.write(ByteBuffer.wrap(echo));
      } else if ("update".equals(message.get("method"))) {
        changed.run();
      }
    }
  }

  private void flows(SocketChannel channel, List<FlowMessage> messages) throws IOException {
    for (FlowMessage message : messages) {
      if (message.type() == FlowMessage.ECHO) {
        FlowMessage reply = new FlowMessage(FlowMessage.ECHO_REPLY, message.id(), message.body());
        channel.write(ByteBuffer.wrap(reply.bytes()));
      } else if (message.type() == FlowMessage.FLOW_REMOVED) {
        changed.run();
      }
    }
  }

  private void end(SelectionKey key) {
    if (key.attachment() instanceof Ear ear) {
      heard.remove(ear.where);
    }
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
