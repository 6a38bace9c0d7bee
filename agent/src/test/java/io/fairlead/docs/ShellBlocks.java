package io.fairlead.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands in the {@code sh} blocks of a Markdown file, in order. */
final class ShellBlocks {
  private ShellBlocks() {}

  /**
   * One command.
   *
   * @param line where it begins in the file
   * @param text without its comment; lines that end with a backslash are joined
   */
  record Command(int line, String text) {}

  static List<Command> in(Path file) throws IOException {
    List<Command> commands = new ArrayList<>();
    boolean inside = false;
    StringBuilder text = new StringBuilder();
    int begin = 0;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
        continue;
      }
      if (!inside || line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (text.isEmpty()) {
        begin = number;
      }
      if (line.endsWith("\\")) {
        text.append(line, 0, line.length() - 1);
        continue;
      }
      text.append(line.replaceFirst("\\s+# .*$", ""));
      commands.add(new Command(begin, text.toString()));
      text.setLength(0);
    }
    return commands;
  }
}
