package io.fairlead.linux.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many processors this machine may ever have: so many values a per-processor map has. */
final class Processors {
  static final int POSSIBLE = count();

  private Processors() {}

  private static int count() {
    try {
      String text = Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip();
      int count = 0;
      for (String range : text.split(",", -1)) {
        String[] ends = range.split("-", 2);
        count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read how many processors there may be", e);
    }
  }
}
