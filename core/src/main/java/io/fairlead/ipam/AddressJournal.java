package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The entries of a book in a file, one a line, each after its checksum. An entry says all of its
 * address, so a line that cannot be read costs that one and no other; a last line that was cut is
 * left out. Survives the death of the process at any moment. For one thread at a time.
 */
final class AddressJournal implements AutoCloseable {
  /** Lines beyond those that count before the file is written anew. */
  private static final int SURPLUS = 1000;

  private static final HexFormat HEX = HexFormat.of();
  private static final int SUM = 8;

  private final Path file;
  private final boolean whole;
  private final List<Entry> entries;
  private FileChannel channel;
  private int lines;

  private AddressJournal(Path file, boolean whole, List<Entry> entries, FileChannel channel) {
    this.file = file;
    this.whole = whole;
    this.entries = entries;
    this.channel = channel;
    this.lines = entries.size();
  }

  /**
   * Opens the journal of a data folder, a new one where there is none.
   *
   * @throws UncheckedIOException where the file can be neither read nor made
   */
  static AddressJournal open(Path file) {
    try {
      boolean there = Files.exists(file);
      byte[] bytes = there ? Files.readAllBytes(file) : new byte[0];
      List<Entry> entries = new ArrayList<>();
      int unreadable = 0;
      int end = 0;
      for (int begin = 0; begin < bytes.length; begin = end + 1) {
        end = begin;
        while (end < bytes.length && bytes[end] != '\n') {
          end++;
        }
        if (end < bytes.length) {
          unreadable += read(bytes, begin, end, entries) ? 0 : 1;
        }
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      channel.truncate(lastLine(bytes)); // what was cut must not become part of the next line
      return new AddressJournal(file, there && unreadable == 0, entries, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of addresses cannot be opened: " + file, e);
    }
  }

  private static int lastLine(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static boolean read(byte[] bytes, int begin, int end, List<Entry> into) {
    try {
      if (end - begin <= SUM) {
        return false;
      }
      byte[] text = new byte[end - begin - SUM];
      System.arraycopy(bytes, begin + SUM, text, 0, text.length);
      String sum = new String(bytes, begin, SUM, StandardCharsets.US_ASCII);
      if (!sum.equals(sum(text))) {
        return false;
      }
      into.add(decode(text));
      return true;
    } catch (InvalidField e) {
      return false;
    }
  }

  /** The entries that were in it, in order. */
  List<Entry> entries() {
    return entries;
  }

  /** Whether it was there, and all of it could be read but for a last line that was cut. */
  boolean isWhole() {
    return whole;
  }

  /**
   * Adds an entry.
   *
   * @throws Refused where it cannot be written: then it must not count
   */
  void add(Entry entry) {
    try {
      long before = channel.size();
      try {
        write(channel, ByteBuffer.wrap(line(entry)));
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
      lines++;
    } catch (IOException e) {
      throw new Refused(
          Refused.Reason.AWAY,
          "the journal of addresses cannot be written ("
              + e.getMessage()
              + "); make room for "
              + file);
    }
  }

  /** Writes the file anew where most of it counts no more. */
  void compact(Collection<Entry> counting) {
    if (lines <= 2 * counting.size() + SURPLUS) {
      return;
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      FileChannel next =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      for (Entry entry : counting) {
        write(next, ByteBuffer.wrap(line(entry)));
      }
      // Else a power failure could leave the new name on an empty file.
      next.force(true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      channel.close();
      channel = next;
      lines = counting.size();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of addresses cannot be written: " + fresh, e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] line(Entry entry) {
    byte[] text = encode(entry);
    byte[] line = new byte[SUM + text.length + 1];
    byte[] sum = sum(text).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(sum, 0, line, 0, SUM);
    System.arraycopy(text, 0, line, SUM, text.length);
    line[line.length - 1] = '\n';
    return line;
  }

  private static String sum(byte[] text) {
    CRC32 crc = new CRC32();
    crc.update(text);
    return HEX.toHexDigits((int) crc.getValue());
  }

  static byte[] encode(Entry entry) {
    return Texts.of(
            "network",
            entry.network(),
            "address",
            entry.address().toString(),
            "use",
            entry.use().name().toLowerCase(Locale.ROOT),
            "holder",
            entry.holder(),
            "name",
            entry.name(),
            "at",
            entry.at().toString(),
            "until",
            entry.until().toString())
        .encode();
  }

  static Entry decode(byte[] text) {
    Texts texts = Texts.decode(text);
    String word = texts.must("use");
    for (Entry.Use use : Entry.Use.values()) {
      if (use.name().toLowerCase(Locale.ROOT).equals(word)) {
        return new Entry(
            texts.must("network"),
            IpAddress.parse(texts.must("address")),
            use,
            texts.get("holder"),
            texts.get("name"),
            texts.instant("at"),
            texts.instant("until"));
      }
    }
    throw new InvalidField("use", "'" + word + "' is not known");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of addresses cannot be closed: " + file, e);
    }
  }
}
