package io.fairlead.source.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  private static final String DB =
      """
      services:
        - service: db
          address: 10.0.0.5
          port: 5432
      """;
  private static final String DB_AND_CACHE =
      DB
          + """
            - service: cache
              address: 10.0.0.6
              port: 6379
          """;
  private static final String DB_ID = "db:10.0.0.5:5432";
  private static final String CACHE_ID = "cache:10.0.0.6:6379";

  @TempDir private Path directory;
  private final Turns time = new Turns();
  private final SeenBySink sink = new SeenBySink();
  private @Nullable Thread running;

  @AfterEach
  void end() throws InterruptedException {
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void whatTheFileDefinesIsRegistered() throws Exception {
    follow(write("services.yaml", DB_AND_CACHE));
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
  }

  @Test
  void aChangeIsReadOnceTheFileRests() throws Exception {
    Path file = write("services.yaml", DB);
    follow(file);
    write("services.yaml", DB_AND_CACHE);
    time.take(1);
    assertEquals(Set.of(DB_ID), sink.held().keySet(), "may be in the middle of being written");
    time.take(1);
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
  }

  @Test
  void anUntouchedFileIsReadOnce() throws Exception {
    follow(write("services.yaml", DB));
    time.take(10);
    assertEquals(1, sink.resets());
  }

  @Test
  void aFileThatNeverRestsIsReadAllTheSame() throws Exception {
    follow(write("services.yaml", DB));
    for (int i = 0; i < 25; i++) {
      write("services.yaml", DB_AND_CACHE + "#".repeat(i + 1) + "\n");
      time.take(1);
    }
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
  }

  @Test
  void anEditorsReplacementByRenameIsSeen() throws Exception {
    Path file = write("services.yaml", DB);
    follow(file);
    Path fresh = write("services.yaml~", DB_AND_CACHE);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    time.take(2);
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
  }

  @Test
  void aLinkTurnedToAnotherDirectoryIsSeen() throws Exception {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path two = Files.createDirectory(directory.resolve("two"));
    Files.writeString(one.resolve("services.yaml"), DB);
    Files.writeString(two.resolve("services.yaml"), DB_AND_CACHE);
    Path data = Files.createSymbolicLink(directory.resolve("data"), one);
    follow(data.resolve("services.yaml"));

    Path next = Files.createSymbolicLink(directory.resolve("next"), two);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    time.take(2);
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
  }

  @Test
  void aBrokenFileKeepsTheLastGoodStateAndSaysWhereItIsBroken() throws Exception {
    Path file = write("services.yaml", DB_AND_CACHE);
    follow(file);
    write("services.yaml", DB + "  - service: cache\n    address: nowhere\n");
    time.take(2);

    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet());
    String remark = sink.remarks().getLast();
    assertTrue(remark.startsWith("file: " + file + ":6:5: services[1].address: 'nowhere'"), remark);
    assertTrue(remark.contains("the last good state stays: 2 instances"), remark);
  }

  @Test
  void aFileMadeGoodAgainIsReadAndSaysSo() throws Exception {
    Path file = write("services.yaml", "services: 5\n");
    follow(file);
    write("services.yaml", DB);
    time.take(2);
    assertEquals(Set.of(DB_ID), sink.held().keySet());
    assertEquals(
        "file: " + file + " is good again and defines 1 instances", sink.remarks().getLast());
  }

  @Test
  void aFileThatVanishesKeepsTheLastGoodState() throws Exception {
    Path file = write("services.yaml", DB);
    follow(file);
    Files.delete(file);
    time.take(2);
    assertEquals(Set.of(DB_ID), sink.held().keySet());
    assertTrue(sink.remarks().getLast().contains("there is no such file"));
  }

  @Test
  void theSameTroubleIsToldOnce() throws Exception {
    follow(write("services.yaml", "services: 5\n"));
    for (int i = 0; i < 3; i++) {
      write("services.yaml", "services: 5\n" + "#".repeat(i));
      time.take(2);
    }
    assertEquals(1, sink.remarks().size());
  }

  @Test
  void aFileThatIsBrokenFromTheStartTakesNothingAway() throws Exception {
    follow(write("services.yaml", "services: 5\n"));
    assertEquals(0, sink.resets());
  }

  @Test
  void whatStaysTheSameKeepsItsCause() throws Exception {
    follow(write("services.yaml", DB));
    Registration before = sink.held().get(DB_ID);
    write("services.yaml", "# a comment\n" + DB_AND_CACHE);
    time.take(2);
    assertSame(before, sink.held().get(DB_ID));
  }

  @Test
  void aDirectoryInPlaceOfTheFileIsRefused() throws Exception {
    follow(Files.createDirectory(directory.resolve("services.yaml")));
    assertTrue(sink.remarks().getLast().contains("is not a regular file"));
  }

  @Test
  void aJsonFileCutAtAnyByteKeepsTheLastGoodState() throws Exception {
    byte[] whole =
        """
        {"services": [{"service": "db", "address": "10.0.0.5", "port": 5432, "tags": ["ä"]},
         {"service": "cache", "address": "10.0.0.6", "port": 6379}]}"""
            .getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("services.json"), whole);
    follow(file);
    for (int cut = 0; cut < whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      time.take(2);
      assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet(), "cut after byte " + cut);
    }
    assertEquals(1, sink.resets());
  }

  /** YAML that ends between two definitions is whole YAML, so what was cut off may be gone. */
  @Test
  void aYamlFileCutAtAnyByteKeepsWhatStandsBeforeTheCut() throws Exception {
    byte[] whole = DB_AND_CACHE.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("services.yaml"), whole);
    follow(file);
    Registration db = sink.held().get(DB_ID);
    for (int cut = whole.length - 1; cut >= DB.length(); cut--) {
      Files.write(file, Arrays.copyOf(whole, cut));
      time.take(2);
      assertSame(db, sink.held().get(DB_ID), "cut after byte " + cut);
    }
    for (int cut = DB.length() - 1; cut >= 0; cut--) {
      Files.write(file, Arrays.copyOf(whole, cut));
      time.take(2);
      assertEquals(1, sink.held().size(), "cut after byte " + cut);
    }
  }

  @Test
  void noiseInTheFileIsSurvived() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] whole = DB_AND_CACHE.getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("services.yaml"), whole);
    follow(file);
    for (int i = 0; i < 500; i++) {
      byte[] noisy = whole.clone();
      for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
        noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, noisy);
      time.take(2);
    }
    Files.write(file, whole);
    time.take(2);
    assertEquals(Set.of(DB_ID, CACHE_ID), sink.held().keySet(), "seed " + seed);
  }

  private void follow(Path file) throws InterruptedException {
    FileSource source = new FileSource(file, time);
    running =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    source.run(sink);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    time.awaitAsleep();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
