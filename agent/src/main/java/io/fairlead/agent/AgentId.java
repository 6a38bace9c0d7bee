package io.fairlead.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What tells this agent from another that was given the same node name. */
final class AgentId {
  private static final String FILE = "agent-id";
  private static final int BYTES = 8;

  private AgentId() {}

  /**
   * The id that is kept in the data folder; made where there is none yet.
   *
   * @throws StartFailure where the folder cannot be written
   */
  static String in(Path data, RandomGenerator random) {
    Path file = data.resolve(FILE);
    try {
      Files.createDirectories(data);
      if (Files.exists(file)) {
        String id = Files.readString(file).strip();
        if (id.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
          return id;
        }
      }
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      String id = HexFormat.of().formatHex(bytes);
      Files.writeString(file, id + "\n");
      return id;
    } catch (IOException e) {
      throw new StartFailure("cannot keep this agent's id in " + file + ": " + e + " (--data)");
    }
  }
}
