package io.fairlead.attach;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * This node's endpoints in a file, a change a line, each after its checksum: the last word on an
 * endpoint counts. A line that cannot be read costs that one change; a last line that was cut is
 * left out. Survives the death of the process at any moment. For one thread at a time.
 */
final class EndpointJournal implements AutoCloseable {
  /** Lines beyond those that count before the file is written anew. */
  private static final int SURPLUS = 1000;

  private static final HexFormat HEX = HexFormat.of();
  private static final int SUM = 8;
  private static final char PUT = '+';
  private static final char REMOVE = '-';

  private final Path file;
  private final String node;
  private final Codec<NetworkEndpoint> codec;
  private final Map<EndpointId, Held> known = new LinkedHashMap<>();
  private boolean whole;
  private FileChannel channel;
  private int lines;

  private EndpointJournal(
      Path file, String node, Codec<NetworkEndpoint> codec, FileChannel channel) {
    this.file = file;
    this.node = node;
    this.codec = codec;
    this.channel = channel;
  }

  /**
   * Opens a journal, a new one where there is none.
   *
   * @throws UncheckedIOException where the file can be neither read nor made
   */
  static EndpointJournal open(Path file, String node, Codec<NetworkEndpoint> codec) {
    try {
      boolean there = Files.exists(file);
      byte[] bytes = there ? Files.readAllBytes(file) : new byte[0];
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      EndpointJournal journal = new EndpointJournal(file, node, codec, channel);
      journal.read(bytes, there);
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of endpoints cannot be opened: " + file, e);
    }
  }

  private void read(byte[] bytes, boolean there) throws IOException {
    whole = there;
    int begin = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        whole &= take(Arrays.copyOfRange(bytes, begin, end));
        lines++;
        begin = end + 1;
      }
    }
    channel.truncate(begin); // what was cut must not become part of the next line
  }

  private boolean take(byte[] line) {
    try {
      if (line.length <= SUM
          || !new String(line, 0, SUM, StandardCharsets.US_ASCII)
              .equals(sum(Arrays.copyOfRange(line, SUM, line.length)))) {
        return false;
      }
      byte[] text = Arrays.copyOfRange(line, SUM + 1, line.length);
      if (line[SUM] == REMOVE) {
        known.remove(new EndpointId(node, new String(text, StandardCharsets.UTF_8)));
        return true;
      }
      Held held = held(text);
      if (held == null || line[SUM] != PUT || !held.endpoint().id().node().equals(node)) {
        return false;
      }
      known.put(held.endpoint().id(), held);
      return true;
    } catch (InvalidField e) {
      return false;
    }
  }

  private @Nullable Held held(byte[] text) {
    int tab = 0;
    while (tab < text.length && text[tab] != '\t') {
      tab++;
    }
    if (tab == 0 || tab >= text.length) {
      return null;
    }
    return new Held(
        codec.decode(Arrays.copyOfRange(text, tab + 1, text.length)),
        new String(text, 1, tab - 1, StandardCharsets.UTF_8),
        text[0] == 'r');
  }

  /** What it says, in the order it was first said. */
  Map<EndpointId, Held> known() {
    return Map.copyOf(known);
  }

  /** Whether it was there, and all of it could be read but for a last line that was cut. */
  boolean isWhole() {
    return whole;
  }

  /**
   * An endpoint is so from now on.
   *
   * @throws AttachRefused where it cannot be written: then it must not be so
   */
  void put(Held held) {
    byte[] head =
        ((held.reserved() ? "r" : "o") + held.sandbox() + '\t').getBytes(StandardCharsets.UTF_8);
    byte[] json = codec.encode(held.endpoint());
    byte[] text = Arrays.copyOf(head, head.length + json.length);
    System.arraycopy(json, 0, text, head.length, json.length);
    add(PUT, text);
    known.put(held.endpoint().id(), held);
    compact();
  }

  /** An endpoint is gone. */
  void remove(EndpointId id) {
    add(REMOVE, id.id().getBytes(StandardCharsets.UTF_8));
    known.remove(id);
  }

  private void add(char kind, byte[] text) {
    try {
      long before = channel.size();
      try {
        write(channel, line(kind, text));
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
      lines++;
    } catch (IOException e) {
      throw new AttachRefused(
          "the journal of endpoints cannot be written ("
              + e.getMessage()
              + "); make room for "
              + file,
          true);
    }
  }

  private void compact() {
    if (lines <= 2 * known.size() + SURPLUS) {
      return;
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      EndpointJournal next = open(fresh, node, codec);
      Collection<Held> all = known.values();
      all.forEach(next::put);
      // Else a power failure could leave the new name on an empty file.
      next.channel.force(true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      channel.close();
      channel = next.channel;
      lines = next.lines;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of endpoints cannot be written: " + fresh, e);
    }
  }

  private static ByteBuffer line(char kind, byte[] text) {
    byte[] said = new byte[text.length + 1];
    said[0] = (byte) kind;
    System.arraycopy(text, 0, said, 1, text.length);
    ByteBuffer line = ByteBuffer.allocate(SUM + said.length + 1);
    line.put(sum(said).getBytes(StandardCharsets.US_ASCII)).put(said).put((byte) '\n');
    return line.flip();
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String sum(byte[] text) {
    CRC32 crc = new CRC32();
    crc.update(text);
    return HEX.toHexDigits((int) crc.getValue());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of endpoints cannot be closed: " + file, e);
    }
  }
}
