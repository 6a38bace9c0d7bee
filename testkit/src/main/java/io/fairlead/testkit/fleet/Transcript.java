package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What an agent answers to a DNS client that asks it all the time, several times a second: every
 * answer with its time. The client is a process on the agent's host.
 */
public final class Transcript implements AutoCloseable {
  /** The answer of no addresses. */
  static final String NONE = "none";

  /** No answer. */
  static final String SILENCE = "silence";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int FIELDS = 4;

  private final LabProcess process;
  private final Path names;

  private Transcript(LabProcess process, Path names) {
    this.process = process;
    this.names = names;
  }

  /**
   * One answer.
   *
   * @param asked when, in milliseconds of the wall clock
   * @param came when the answer came, or was given up
   * @param addresses empty where there are none
   * @param silent whether no answer came
   */
  public record Answer(long asked, long came, String name, List<String> addresses, boolean silent) {
    /** Whether it says that there is nothing of this name. */
    public boolean blank() {
      return addresses.isEmpty() && !silent;
    }
  }

  /** Begins to ask for the addresses of these names, and returns once each was answered somehow. */
  public static Transcript begin(LabHost host, AgentProcess agent, String... names) {
    Path file = host.directory().resolve("questions");
    Path log = host.directory().resolve("questioner.log");
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new LabException(log + " cannot be removed: " + e);
    }
    write(file, List.of(names));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx32m",
            "-cp",
            AgentProcess.classPath(),
            Questioner.class.getName(),
            agent.dns(),
            file.toString());
    Transcript transcript = new Transcript(host.start("questioner", command, Map.of()), file);
    Await.until(
        "questions are asked on " + host.name(),
        PATIENCE,
        () -> transcript.answers().size() >= names.length);
    return transcript;
  }

  /** Asks for these names from now on, and no others. */
  public void ask(Collection<String> all) {
    write(names, List.copyOf(all));
  }

  /** All answers so far, in the order in which they came. */
  public List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    for (String line : process.output().lines().toList()) {
      String[] fields = line.split(" ");
      if (fields.length == FIELDS) {
        answers.add(
            new Answer(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                fields[2],
                fields[3].equals(NONE) || fields[3].equals(SILENCE)
                    ? List.of()
                    : List.of(fields[3].split(",")),
                fields[3].equals(SILENCE)));
      }
    }
    return answers;
  }

  /** The answers for one name. */
  public List<Answer> answers(String name) {
    return answers().stream().filter(answer -> answer.name().equals(name)).toList();
  }

  /** Waits until this name is answered with these addresses, or with none where there are none. */
  public void awaitAnswer(String name, String... addresses) {
    List<String> wanted = List.of(addresses);
    Await.quiet(
        name + " is answered " + wanted,
        PATIENCE,
        () -> {
          List<Answer> said = answers(name);
          boolean right =
              !said.isEmpty()
                  && !said.getLast().silent()
                  && said.getLast().addresses().equals(wanted);
          return right ? "" : said.isEmpty() ? "nothing yet" : said.getLast().toString();
        });
  }

  /** Asks no more. */
  @Override
  public void close() {
    process.kill();
  }

  private static void write(Path file, List<String> names) {
    try {
      Path fresh = file.resolveSibling("questions.new");
      Files.writeString(fresh, String.join("\n", names) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LabException(file + " cannot be written: " + e);
    }
  }
}
