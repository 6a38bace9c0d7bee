package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.testkit.catalog.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressJournalTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = folder.resolve("addresses");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    List<Entry> entries = write(20);
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertEquals(entries, journal.entries());
      assertTrue(journal.isWhole());
    }
  }

  @Test
  void aNewOneRemembersNothing() {
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertFalse(journal.isWhole());
      assertEquals(List.of(), journal.entries());
    }
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertTrue(journal.isWhole());
    }
  }

  /** As a process that is killed leaves it: each line but the last is whole. */
  @Test
  void cutAnywhereItHoldsAllLinesBeforeAndTakesNewOnes() throws IOException {
    List<Entry> entries = write(6);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int lines = 0;
      for (int i = 0; i < length; i++) {
        lines += whole[i] == '\n' ? 1 : 0;
      }
      List<Entry> kept = new ArrayList<>(entries.subList(0, lines));
      try (AddressJournal journal = AddressJournal.open(file)) {
        assertEquals(kept, journal.entries(), "cut at " + length);
        assertTrue(journal.isWhole(), "a cut end is no loss");
        journal.add(entry(99));
      }
      kept.add(entry(99));
      try (AddressJournal journal = AddressJournal.open(file)) {
        assertEquals(kept, journal.entries(), "cut at " + length);
      }
    }
  }

  @Test
  void aSpoiltLineCostsItselfAlone() throws IOException {
    List<Entry> entries = write(5);
    byte[] whole = Files.readAllBytes(file);
    whole[2 * (whole.length / 5) + 30] ^= 1;
    Files.write(file, whole);
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertFalse(journal.isWhole());
      assertEquals(4, journal.entries().size());
      assertTrue(entries.containsAll(journal.entries()));
    }
  }

  @Test
  void anyBytesAreSurvived() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Entry> entries = write(8);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
      } else {
        bytes = Arrays.copyOf(whole, random.nextInt(whole.length));
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      Files.write(file, bytes);
      try (AddressJournal journal = AddressJournal.open(file)) {
        assertTrue(entries.containsAll(journal.entries()), "seed " + seed);
        journal.add(entry(7));
      }
      try (AddressJournal journal = AddressJournal.open(file)) {
        assertEquals(entry(7), journal.entries().getLast(), "seed " + seed);
      }
    }
  }

  @Test
  void itStaysShort() throws IOException {
    try (AddressJournal journal = AddressJournal.open(file)) {
      for (int i = 0; i < 10_000; i++) {
        journal.add(entry(i % 10));
        List<Entry> counting = new ArrayList<>();
        for (int j = 0; j <= Math.min(i, 9); j++) {
          counting.add(entry(j));
        }
        journal.compact(counting);
      }
      assertTrue(Files.size(file) < 300_000, Files.size(file) + " bytes for ten entries");
      journal.add(entry(11));
    }
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertTrue(journal.isWhole());
      assertEquals(entry(11), journal.entries().getLast());
    }
  }

  @Test
  void whatAnOlderAgentDoesNotKnowIsLeftOut() throws IOException {
    write(2);
    Files.writeString(file, "12345678{\"use\":\"parked\"}\n", StandardOpenOption.APPEND);
    try (AddressJournal journal = AddressJournal.open(file)) {
      assertEquals(2, journal.entries().size());
    }
  }

  private List<Entry> write(int count) {
    List<Entry> entries = new ArrayList<>();
    try (AddressJournal journal = AddressJournal.open(file)) {
      for (int i = 0; i < count; i++) {
        entries.add(entry(i));
        journal.add(entries.getLast());
      }
    }
    return entries;
  }

  private static Entry entry(int number) {
    Entry given =
        Entry.given(
            "backend",
            IpAddress.parse("10.1.0.1").plus(number),
            "e" + number,
            number % 2 == 0 ? "" : "web \"é\n",
            Samples.AT);
    return number % 3 == 0 ? given.resting(Samples.AT, Samples.AT.plusSeconds(number)) : given;
  }
}
