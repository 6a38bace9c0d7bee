package io.fairlead.linux.shortway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds the program at one link: {@code at-7-eth0}. Names there have no dots, which
 * those of VLANs have.
 *
 * @param index the link's, which it never shares with another one, before or after it
 */
record Pin(int index, String link) {
  private static final String START = "at-";

  /** What a file's name says; null where it is none of these. */
  static @Nullable Pin read(Path file) {
    String[] parts = String.valueOf(file.getFileName()).split("-", 3);
    if (parts.length != 3 || !parts[0].equals("at") || !parts[1].matches("[0-9]{1,9}")) {
      return null;
    }
    String link = parts[2].replace("~d", ".").replace("~t", "~");
    return new Pin(Integer.parseInt(parts[1]), link);
  }

  Path in(Path folder) {
    return folder.resolve(START + index + "-" + link.replace("~", "~t").replace(".", "~d"));
  }
}
