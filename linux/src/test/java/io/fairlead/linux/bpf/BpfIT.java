package io.fairlead.linux.bpf;

import static io.fairlead.wire.bpf.Register.FP;
import static io.fairlead.wire.bpf.Register.R0;
import static io.fairlead.wire.bpf.Register.R1;
import static io.fairlead.wire.bpf.Register.R2;
import static io.fairlead.wire.bpf.Register.R6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.wire.bpf.Assembler;
import io.fairlead.wire.bpf.Call;
import io.fairlead.wire.bpf.Code;
import io.fairlead.wire.bpf.Condition;
import io.fairlead.wire.bpf.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maps, programs and links of a real kernel. */
@SuppressWarnings("NullAway.Init") // set before each test
class BpfIT {
  private static final BpfMap.Shape COUNTS =
      new BpfMap.Shape("test_counts", BpfMap.Kind.ARRAY, 4, 8, 4);
  private static final BpfMap.Shape HASH =
      new BpfMap.Shape("test_hash", BpfMap.Kind.HASH, 4, 8, 10_000);

  private Ground ground;
  private NetworkNamespace namespace;
  private Path pin;
  private Path folder;

  @BeforeEach
  void open() {
    ground = new Ground();
    pin = ground.pin();
    namespace = ground.open(pin);
    Ground.ip(pin, "link", "set", "lo", "up");
    folder = Pins.folder(Path.of("fairlead-test-" + ProcessHandle.current().pid()));
  }

  @AfterEach
  void close() throws IOException {
    ground.close();
    for (String name : List.of("link", "counts", "program")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  @Test
  void aMapTakesShowsAndForgetsEntries() {
    try (BpfMap map = BpfMap.create(HASH)) {
      map.put(number(1), large(10));
      map.put(number(1), large(11));
      assertArrayEquals(large(11), map.get(number(1)));
      assertNull(map.get(number(2)));
      assertTrue(map.remove(number(1)));
      assertFalse(map.remove(number(1)));
      assertEquals(List.of(), map.entries());
    }
  }

  @Test
  void manyEntriesGoInFewCalls() {
    try (BpfMap map = BpfMap.create(HASH)) {
      List<BpfMap.Entry> entries = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        entries.add(new BpfMap.Entry(number(i), large(3L * i)));
      }
      map.putAll(entries);
      List<BpfMap.Entry> seen = map.entries();
      assertEquals(3000, seen.size());
      for (BpfMap.Entry entry : seen) {
        int key = ByteBuffer.wrap(entry.key()).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertArrayEquals(large(3L * key), entry.value());
      }
    }
  }

  @Test
  void aFullMapForgetsTheOldestWhereThatIsItsKind() {
    try (BpfMap map = BpfMap.create(new BpfMap.Shape("test_lru", BpfMap.Kind.LRU_HASH, 4, 8, 64))) {
      for (int i = 0; i < 1000; i++) {
        map.put(number(i), large(i));
      }
      assertNotNull(map.get(number(999)));
      assertTrue(map.entries().size() <= 64);
    }
  }

  @Test
  void aFrozenMapIsWrittenByNobodyHere() {
    try (BpfMap map = BpfMap.create(COUNTS)) {
      map.freeze();
      Ground.says(
          assertThrows(BpfException.class, () -> map.put(number(0), large(1))),
          "writing the map test_counts failed: EPERM");
    }
  }

  @Test
  void aRefusedProgramSaysWhatTheVerifierSaid() {
    Code wrong = new Assembler("test_wrong").exit().code(); // without an answer
    Ground.says(
        assertThrows(
            BpfException.class, () -> BpfProgram.load(wrong, Place.LINK_INGRESS, Map.of())),
        "R0 !read_ok");
  }

  @Test
  void aMapThatIsMissingIsNamed() {
    Ground.says(
        assertThrows(
            IllegalArgumentException.class,
            () -> BpfProgram.load(counting(0), Place.LINK_INGRESS, Map.of())),
        "uses a map 'counts'");
  }

  @Test
  void whatIsPinnedGoesOnAndIsTakenOver() {
    try (BpfMap counts = BpfMap.create(COUNTS);
        BpfProgram program =
            BpfProgram.load(counting(0), Place.LINK_INGRESS, Map.of("counts", counts));
        BpfLink link = namespace.call(() -> BpfLink.atLink(program, 1))) {
      counts.pin(folder.resolve("counts"));
      program.pin(folder.resolve("program"));
      link.pin(folder.resolve("link"));
      assertEquals(new BpfLink.Held(program.id(), 1), link.held());
    }
    ping();
    try (BpfMap counts = BpfMap.open(COUNTS, folder.resolve("counts"));
        BpfLink link = BpfLink.open(folder.resolve("link"));
        BpfProgram before = BpfProgram.open(Place.LINK_INGRESS, folder.resolve("program"))) {
      assertNotNull(counts);
      assertNotNull(link);
      assertNotNull(before);
      long first = count(counts, 0);
      assertTrue(first > 0, "it went on without anybody");
      try (BpfProgram same =
              BpfProgram.load(counting(0), Place.LINK_INGRESS, Map.of("counts", counts));
          BpfProgram other =
              BpfProgram.load(counting(1), Place.LINK_INGRESS, Map.of("counts", counts))) {
        assertEquals(before.tag(), same.tag());
        assertFalse(before.tag().equals(other.tag()));
        link.update(other);
        assertEquals(other.id(), link.held().program());
        ping();
        assertEquals(first, count(counts, 0), "nothing more by the one before");
        assertTrue(count(counts, 1) > 0, "but by the other");
        link.detach();
        assertEquals(0, link.held().index());
      }
    }
    assertNull(BpfMap.open(HASH, folder.resolve("counts")), "a map of another shape is not it");
    assertNull(BpfLink.open(folder.resolve("nothing")));
  }

  @Test
  void aLinkThatEndsIsHeldByNoProgramAnyMore() {
    Ground.ip(pin, "link", "add", "fleb0", "type", "veth", "peer", "name", "fleb1");
    int index =
        Ground.show("ip", pin, "link", "show", "fleb0").getFirst().get("ifindex")
                instanceof Number number
            ? number.intValue()
            : 0;
    try (BpfMap counts = BpfMap.create(COUNTS);
        BpfProgram program =
            BpfProgram.load(counting(0), Place.LINK_INGRESS, Map.of("counts", counts));
        BpfLink link = namespace.call(() -> BpfLink.atLink(program, index))) {
      assertEquals(index, link.held().index());
      Ground.ip(pin, "link", "delete", "fleb0");
      assertEquals(0, link.held().index());
    }
  }

  @Test
  void aLinkThatIsNotThereIsNamed() {
    try (BpfMap counts = BpfMap.create(COUNTS);
        BpfProgram program =
            BpfProgram.load(counting(0), Place.LINK_INGRESS, Map.of("counts", counts))) {
      Ground.says(
          assertThrows(
              BpfException.class, () -> namespace.call(() -> BpfLink.atLink(program, 4711))),
          "holding a program at link 4711 failed: ENODEV");
    }
  }

  @Test
  void aProgramAtAControlGroupDecidesWhoConnects() throws IOException, InterruptedException {
    Path group = groups().resolve("fairlead-test-" + ProcessHandle.current().pid());
    Files.createDirectory(group);
    Code nobody = new Assembler("test_nobody").exit(0).code();
    try (BpfProgram program = BpfProgram.load(nobody, Place.CONNECT4, Map.of());
        BpfLink link = BpfLink.atGroup(program, group)) {
      assertEquals(program.id(), link.held().program());
      assertTrue(connect(group).contains("not permitted"), "forbidden within the group");
    } finally {
      Files.delete(group);
    }
  }

  @Test
  void thisKernelHoldsProgramsAtLinks() {
    assertEquals("", BpfLink.lacking(Place.LINK_INGRESS));
    Ground.says(
        new IllegalStateException(Place.LINK_INGRESS.lacking()), "has no tcx; Linux 6.6 brings");
  }

  /** Counts packets in an entry, and lets them go on. */
  private static Code counting(int entry) {
    return new Assembler("test_count")
        .mov(R6, R1)
        .store(Size.WORD, FP, -4, entry)
        .mov(R2, FP)
        .add(R2, -4)
        .map(R1, "counts")
        .call(Call.MAP_LOOKUP)
        .jump(Condition.EQ, R0, 0, "end")
        .mov(R1, 1)
        .atomicAdd(Size.DOUBLE, R0, 0, R1)
        .at("end")
        .exit(-1)
        .code();
  }

  private void ping() {
    Ground.inside(pin, "ping", "-c", "2", "-i", "0.01", "127.0.0.1");
  }

  private static long count(BpfMap counts, int entry) {
    byte[] value = counts.get(number(entry));
    assertNotNull(value);
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static Path groups() throws IOException {
    return Files.readAllLines(Path.of("/proc/mounts")).stream()
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts[2].equals("cgroup2"))
        .map(parts -> Path.of(parts[1]))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no control groups of version 2 are mounted"));
  }

  private static String connect(Path group) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "bash", "-c", "echo $$ > " + group + "/cgroup.procs; exec 3<>/dev/tcp/127.0.0.1/1")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] large(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
