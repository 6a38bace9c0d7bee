package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./fairlead} in a tree of its own, in a path with spaces, with a JDK and a Maven that only
 * say how they were called.
 */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Instant BUILT = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir private Path directory;
  private Path tree;
  private Path jdk;
  private Path bin;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectories(directory.resolve("a tree"));
    jdk = directory.resolve("my jdk");
    bin = Files.createDirectories(directory.resolve("bin"));
    Files.copy(ROOT.resolve("fairlead"), tree.resolve("fairlead"));
    executable(tree.resolve("fairlead"));
    copyScripts();
    for (String module : List.of("core", "stores/embedded", "agent")) {
      source(module + "/pom.xml");
      source(module + "/src/main/java/A.java");
    }
    source("pom.xml");
    Files.createDirectories(tree.resolve("target/fairlead/lib"));
    Path stamp = Files.writeString(tree.resolve("target/fairlead/stamp"), "");
    Files.setLastModifiedTime(stamp, FileTime.from(BUILT));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(jdk.resolve("bin/javac"), "exit 1");
    script(jdk.resolve("bin/java"), "printf '<%s>' java \"$@\"");
    script(bin.resolve("mvn"), "echo mvn \"$@\" >>" + quoted(directory.resolve("mvn.log")));
  }

  @Test
  void aVerbGoesToTheMainClassWithAllItsArguments() throws Exception {
    Ran ran = run(tree.resolve("fairlead"), "resolve", "a b", "--json");
    assertEquals(0, ran.status, ran.text);
    assertTrue(ran.text.endsWith("<io.fairlead.agent.Main><resolve><a b><--json>"), ran.text);
    assertTrue(ran.text.contains("<" + tree.resolve("target/fairlead/lib") + "/*>"), ran.text);
  }

  @Test
  void itIsFoundThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("fl"), tree.resolve("fairlead"));
    Ran ran = run(link, "version");
    assertTrue(ran.text.contains("<-Dfairlead.home=" + tree + ">"), ran.text);
  }

  @Test
  void nothingIsBuiltWhereNoSourceIsNewer() throws Exception {
    run(tree.resolve("fairlead"), "version");
    assertFalse(Files.exists(directory.resolve("mvn.log")));
  }

  @Test
  void aNewerSourceIsBuilt() throws Exception {
    Files.setLastModifiedTime(
        tree.resolve("core/src/main/java/A.java"), FileTime.from(BUILT.plusSeconds(1)));
    Ran ran = run(tree.resolve("fairlead"), "version");
    assertTrue(ran.text.contains("fairlead: building"), ran.text);
    assertTrue(Files.readString(directory.resolve("mvn.log")).contains("package"));
  }

  @Test
  void aSourceThatIsGoneIsBuiltWithout() throws Exception {
    Path folder = tree.resolve("agent/src/main/java");
    Files.delete(folder.resolve("A.java"));
    Files.setLastModifiedTime(folder, FileTime.from(BUILT.plusSeconds(1)));
    run(tree.resolve("fairlead"), "version");
    assertTrue(Files.exists(directory.resolve("mvn.log")));
  }

  @Test
  void optionsForTheJvmArePassedOn() throws Exception {
    Ran ran =
        run(Map.of("FAIRLEAD_JAVA_OPTS", "-Xmx99m -Da=b"), tree.resolve("fairlead"), "version");
    assertTrue(ran.text.contains("<-Xmx99m><-Da=b>"), ran.text);
  }

  @Test
  void withoutMavenAndToldToInstallNothingItSaysWhatIsMissing() throws Exception {
    Files.delete(tree.resolve("target/fairlead/stamp"));
    Files.delete(bin.resolve("mvn"));
    for (String command :
        List.of(
            "bash",
            "dirname",
            "readlink",
            "grep",
            "find",
            "mkdir",
            "flock",
            "basename",
            "id",
            "cat",
            "cksum",
            "mktemp")) {
      link(command);
    }
    Ran ran = run(Map.of("PATH", bin.toString()), tree.resolve("fairlead"), "up", "--no-install");
    assertEquals(1, ran.status, ran.text);
    assertTrue(ran.text.contains("no Maven found"), ran.text);
    assertEquals(1, ran.text.lines().count(), ran.text);
  }

  @Test
  void whereItIsToldOfAnOlderJdkItLooksForAnother() throws Exception {
    Path old = directory.resolve("old");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    script(old.resolve("bin/javac"), "exit 1");
    script(old.resolve("bin/java"), "echo old");
    Map<String, String> environment =
        Map.of("JAVA_HOME", old.toString(), "PATH", jdk.resolve("bin") + ":" + path());
    Ran ran = run(environment, tree.resolve("fairlead"), "version");
    assertFalse(ran.text.contains("old\n"), ran.text);
  }

  private record Ran(int status, String text) {}

  private Ran run(Path launcher, String... arguments) throws Exception {
    return run(Map.of(), launcher, arguments);
  }

  private Ran run(Map<String, String> more, Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", path());
    environment.put("HOME", directory.toString());
    environment.put("JAVA_HOME", jdk.toString());
    environment.putAll(more);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), text);
  }

  private String path() {
    return bin + ":/usr/bin:/bin";
  }

  private void copyScripts() throws IOException {
    Files.createDirectories(tree.resolve("scripts"));
    try (var scripts = Files.list(ROOT.resolve("scripts"))) {
      for (Path script : scripts.toList()) {
        Path copy = tree.resolve("scripts").resolve(script.getFileName());
        Files.copy(script, copy);
        executable(copy);
      }
    }
  }

  private void source(String name) throws IOException {
    Path file = tree.resolve(name);
    Path folder = Objects.requireNonNull(file.getParent());
    Files.createDirectories(folder);
    Files.writeString(file, "");
    FileTime before = FileTime.from(BUILT.minusSeconds(1));
    Files.setLastModifiedTime(file, before);
    for (Path at = folder; at != null && !at.equals(tree); at = at.getParent()) {
      Files.setLastModifiedTime(at, before);
    }
  }

  private void link(String command) throws IOException {
    Path real = Path.of("/usr/bin", command);
    Files.createSymbolicLink(
        bin.resolve(command), Files.exists(real) ? real : Path.of("/bin", command));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + text + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }
}
