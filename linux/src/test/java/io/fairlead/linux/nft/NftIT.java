package io.fairlead.linux.nft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.linux.Ground;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.Libc;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.netlink.NftMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** nftables of a fresh namespace. */
@SuppressWarnings("NullAway.Init") // set before each test
class NftIT {
  private static final String TABLE =
      """
      table inet fairlead {
        set allowed { type ipv4_addr . inet_service; elements = { 10.0.0.1 . 80 } }
        chain forward { type filter hook forward priority 0; ip saddr . tcp dport @allowed accept; }
      }
      """;

  private Ground ground;
  private Path pin;
  private Nft nft;

  @BeforeEach
  void open() {
    ground = new Ground();
    pin = ground.pin();
    nft = Nft.open(ground.open(pin));
  }

  @AfterEach
  void close() {
    nft.close();
    ground.close();
  }

  @Test
  void aProcessWithVeryManyFilesOpenGoesOn() {
    List<Integer> files = new ArrayList<>();
    try {
      for (int i = 0; i < 1500; i++) {
        files.add(Libc.open("/dev/null"));
      }
      try (Nft other = Nft.open(ground.open(pin))) {
        assertEquals("", other.run(TABLE));
      }
      assertTrue(elements().contains("10.0.0.1"), elements());
    } finally {
      files.forEach(Libc::close);
    }
  }

  @Test
  void manyNamespacesAreListedAtTheSameTime() throws Exception {
    List<Nft> all = new ArrayList<>();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Nft one = Nft.open(ground.open(ground.pin()));
        all.add(one);
        one.run(TABLE);
        done.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    String listed = one.run("list table inet fairlead");
                    assertTrue(listed.contains("inet_service"), listed);
                  }
                }));
      }
      for (CompletableFuture<Void> one : done) {
        one.get();
      }
    } finally {
      all.forEach(Nft::close);
    }
  }

  @Test
  void aTableIsMadeListedChangedAndRemoved() {
    assertEquals("", nft.run(TABLE));
    assertTrue(elements().contains("10.0.0.1"), elements());
    nft.run("add element inet fairlead allowed { 10.0.0.2 . 443 }");
    assertTrue(elements().contains("10.0.0.2"), elements());
    nft.run("delete element inet fairlead allowed { 10.0.0.1 . 80 }");
    assertFalse(elements().contains("10.0.0.1"), elements());
    nft.run("delete table inet fairlead");
    assertFalse(nft.run("list tables").contains("fairlead"));
  }

  @Test
  void commandsInJson() {
    nft.run(
        """
        {"nftables": [{"add": {"table": {"family": "ip", "name": "fairlead"}}}]}
        """);
    assertTrue(nft.run("list tables").contains("fairlead"));
    Json.parse(nft.run("list ruleset").getBytes(UTF_8));
  }

  @Test
  void allIsDoneOrNothing() {
    nft.run(TABLE);
    String before = elements();
    NftException refused =
        assertThrows(
            NftException.class,
            () ->
                nft.run(
                    """
                    add element inet fairlead allowed { 10.0.0.9 . 80 }
                    delete element inet fairlead allowed { 10.0.0.8 . 80 }
                    """));
    Ground.says(refused, "10.0.0.8");
    assertEquals(before, elements());
  }

  @Test
  void refusalsQuoteTheCommand() {
    NftException absent =
        assertThrows(NftException.class, () -> nft.run("list table inet fairlead"));
    assertTrue(absent.absent(), absent.getMessage());
    Ground.says(absent, "'list table inet fairlead'");
    NftException wrong = assertThrows(NftException.class, () -> nft.run("add tabel inet x"));
    Ground.says(wrong, "tabel");
    assertTrue(wrong.said().contains("syntax error"), wrong.said());
    assertFalse(wrong.absent());
    nft.run("add table inet x"); // and goes on working
  }

  @Test
  void manyCallersShareIt() {
    nft.run(TABLE);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String element = "10.1.0." + i + " . 80";
      calls.add(
          CompletableFuture.supplyAsync(
              () -> nft.run("add element inet fairlead allowed { " + element + " }")));
    }
    calls.forEach(CompletableFuture::join);
    String elements = elements();
    for (int i = 0; i < 100; i++) {
      assertTrue(elements.contains("\"10.1.0." + i + "\""), elements);
    }
  }

  @Test
  void eachChangeRaisesTheGeneration() {
    try (Rtnetlink filters = Rtnetlink.withFilters(ground.open(pin), new Buffers())) {
      Integer before = filters.ask(NftMessage.askGeneration(), NftMessage::generation);
      assertNotNull(before);
      assertEquals(before, filters.ask(NftMessage.askGeneration(), NftMessage::generation));
      nft.run(TABLE);
      assertNotEquals(before, filters.ask(NftMessage.askGeneration(), NftMessage::generation));
    }
  }

  /** Says how long it takes; asserts nothing of it. */
  @Test
  void oneElementAtATime() {
    nft.run(TABLE);
    long[] micros = new long[400];
    for (int i = 0; i < micros.length; i++) {
      long start = System.nanoTime();
      nft.run("add element inet fairlead allowed { 10.2." + i / 200 + "." + i % 200 + " . 80 }");
      micros[i] = (System.nanoTime() - start) / 1000;
    }
    long first = micros[0];
    long[] warm = Arrays.copyOfRange(micros, 200, 400);
    Arrays.sort(warm);
    System.out.println("nft element: first " + first + " us, then p50 " + warm[100] + " us");
    assertTrue(elements().contains("10.2.1.199"));
  }

  @Test
  void afterTheEndItSaysSo() {
    nft.close();
    assertThrows(IllegalStateException.class, () -> nft.run("list tables"));
  }

  private String elements() {
    return nft.run("list set inet fairlead allowed");
  }
}
