package io.fairlead.balancer.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.testkit.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that a template keeps, on a real disk with real commands. */
final class TemplateFileTest {
  private static final String WEB = "{{range service \"web\"}}{{.Address}}\n{{end}}";
  private static final String BOTH = "10.0.0.1\n10.0.0.2\n";

  @TempDir private Path folder;
  private final ManualTime time = new ManualTime();
  private Path source;
  private Path out;

  @BeforeEach
  void names() {
    source = folder.resolve("in.ctmpl");
    out = folder.resolve("out.conf");
  }

  private TemplateSpec spec(String template, String command) throws IOException {
    Files.writeString(source, template);
    return TemplateSpec.of(source, out, command);
  }

  private TemplateFile file(TemplateSpec spec) {
    return new TemplateFile(spec, Map.of(), new SystemLookup(), time, false);
  }

  private static World without(String id) {
    List<Instance> left =
        Worlds.instances().stream().filter(one -> !one.id().id().equals(id)).toList();
    return Worlds.of(left, Worlds.keys());
  }

  @Test
  void isWrittenWhereItIsNotThere() throws Exception {
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());

    assertInstanceOf(Outcome.Written.class, file.turn());

    assertEquals(BOTH, Files.readString(out));
  }

  @Test
  void isLeftAloneWhereItIsAsItShouldBe() throws Exception {
    TemplateFile file = file(spec(WEB, "touch " + folder.resolve("ran")));
    Files.writeString(out, BOTH);
    file.see(Worlds.shop());

    assertInstanceOf(Outcome.Unchanged.class, file.turn());

    assertFalse(Files.exists(folder.resolve("ran")));
  }

  @Test
  void isDueAgainWhenWhatItAskedForChanged() throws Exception {
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());
    file.turn();
    assertNull(file.untilDue());

    file.see(without("web-2"));

    assertEquals(Duration.ZERO, file.untilDue());
    assertEquals(
        out + " was written because of service default/web in dc1 (+0 -1 lines)",
        file.turn().text());
  }

  @Test
  void isNotDueWhenOnlySomethingElseChanged() throws Exception {
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());
    file.turn();

    file.see(without("db-1"));

    assertNull(file.untilDue());
  }

  @Test
  void isNoLongerDueWhenAllIsAsItWas() throws Exception {
    TemplateFile file = file(spec(WEB, "").waiting(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    file.see(Worlds.shop());
    file.turn();
    file.see(without("web-2"));

    file.see(Worlds.shop());

    assertNull(file.untilDue());
  }

  @Test
  void waitsUntilNothingChangedForAWhile() throws Exception {
    TemplateFile file = file(spec(WEB, "").waiting(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    file.see(Worlds.shop());
    file.turn();

    file.see(without("web-2"));
    time.advance(Duration.ofSeconds(1));
    file.see(without("web-1"));

    assertEquals(Duration.ofSeconds(2), file.untilDue());
  }

  @Test
  void waitsNoLongerThanTheLatest() throws Exception {
    TemplateFile file = file(spec(WEB, "").waiting(Duration.ofSeconds(2), Duration.ofSeconds(3)));
    file.see(Worlds.shop());
    file.turn();
    file.see(without("web-2"));
    time.advance(Duration.ofMillis(1500));
    file.see(without("web-1"));
    time.advance(Duration.ofMillis(1500));
    file.see(without("web-2"));

    assertEquals(Duration.ZERO, file.untilDue());
  }

  @Test
  void keepsItsMode() throws Exception {
    Files.writeString(out, "before");
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-r-----"));
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());

    file.turn();

    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(out)));
  }

  @Test
  void isReplacedWhereALinkLeads() throws Exception {
    Path real = folder.resolve("real.conf");
    Files.writeString(real, "before");
    Files.createSymbolicLink(out, real);
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());

    file.turn();

    assertTrue(Files.isSymbolicLink(out));
    assertEquals(BOTH, Files.readString(real));
  }

  @Test
  void staysAsItWasWhereTheCheckFails() throws Exception {
    Files.writeString(out, "before");
    TemplateFile file = file(spec(WEB, "").checkedBy("grep -q nothing {{.src}}"));
    file.see(Worlds.shop());

    assertInstanceOf(Outcome.Refused.class, file.turn());

    assertEquals("before", Files.readString(out));
    assertNothingElseIsLeft();
  }

  @Test
  void isReplacedWhereTheCheckOfTheNewTextSucceeds() throws Exception {
    Files.writeString(out, "before");
    TemplateFile file = file(spec(WEB, "").checkedBy("grep -q 10.0.0.2 {{ .src }}"));
    file.see(Worlds.shop());

    file.turn();

    assertEquals(BOTH, Files.readString(out));
  }

  @Test
  void isAsItWasAgainWhereTheCommandFails() throws Exception {
    Files.writeString(out, "before");
    TemplateFile file = file(spec(WEB, "echo port taken; exit 3"));
    file.see(Worlds.shop());

    Outcome outcome = file.turn();

    assertEquals("before", Files.readString(out));
    assertTrue(outcome.text().contains("ended with status 3: port taken"), outcome.text());
    assertNothingElseIsLeft();
  }

  @Test
  void isGoneAgainWhereItWasNotThereAndTheCommandFails() throws Exception {
    TemplateFile file = file(spec(WEB, "exit 1"));
    file.see(Worlds.shop());

    file.turn();

    assertFalse(Files.exists(out));
  }

  @Test
  void endsACommandThatHangs() throws Exception {
    TemplateSpec plain = spec(WEB, "sleep 1000");
    TemplateFile file =
        file(
            new TemplateSpec(
                plain.source(),
                plain.destination(),
                plain.dialect(),
                "",
                plain.delimiters(),
                "",
                plain.command(),
                Duration.ofMillis(300),
                null,
                null,
                Duration.ZERO,
                Duration.ZERO,
                100));
    file.see(Worlds.shop());

    assertTrue(file.turn().text().contains("took longer"));
  }

  @Test
  void isTriedAgainLaterEachTimeAfterTwiceAsLong() throws Exception {
    TemplateFile file = file(spec(WEB, "exit 1"));
    file.see(Worlds.shop());
    file.turn();
    assertEquals(Duration.ofSeconds(1), file.untilDue());
    time.advance(Duration.ofSeconds(1));

    file.turn();

    assertEquals(Duration.ofSeconds(2), file.untilDue());
  }

  @Test
  void waitsForAKeyThatIsNotThere() throws Exception {
    TemplateFile file = file(spec("{{key \"absent\"}}", ""));
    file.see(Worlds.shop());

    assertInstanceOf(Outcome.Waiting.class, file.turn());

    SortedMap<String, String> keys = new TreeMap<>(Worlds.keys());
    keys.put("absent", "now");
    file.see(Worlds.of(Worlds.instances(), keys));
    file.turn();
    assertEquals("now", Files.readString(out));
  }

  @Test
  void isNeverEmptiedAtOnce() throws Exception {
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.shop());
    file.turn();

    file.see(Worlds.of(List.of(), Worlds.keys()));
    Outcome outcome = file.turn();

    assertTrue(outcome.text().contains("the file would be empty"), outcome.text());
    assertEquals(BOTH, Files.readString(out));
  }

  @Test
  void mayLoseAllOfItWherePeopleSaySo() throws Exception {
    TemplateFile file = file(spec(WEB, "").vanishing(100));
    file.see(Worlds.shop());
    file.turn();

    file.see(Worlds.of(List.of(), Worlds.keys()));
    file.turn();

    assertEquals("", Files.readString(out));
  }

  @Test
  void saysWhereATemplateIsWrong() throws Exception {
    TemplateFile file = file(spec("a\n{{range service \"web\"}}{{.Adress}}{{end}}", ""));
    file.see(Worlds.shop());

    String text = file.turn().text();

    assertTrue(text.contains("in.ctmpl:2: a HealthService has no field Adress"), text);
  }

  @Test
  void saysThatVaultIsNotRead() throws Exception {
    TemplateFile file = file(spec("{{with secret \"a\"}}{{end}}", ""));
    file.see(Worlds.shop());

    assertTrue(file.turn().text().contains("secret reads Vault, which is not done here"));
  }

  @Test
  void onlyShowsItWhereNothingIsToBeTouched() throws Exception {
    TemplateFile file = new TemplateFile(spec(WEB, ""), Map.of(), new SystemLookup(), time, true);
    file.see(Worlds.of(Worlds.instances(), Worlds.keys()));

    assertEquals(new Outcome.Shown(out, BOTH), file.turn());

    assertFalse(Files.exists(out));
  }

  @Test
  void countsAnInstanceInOnceItPasses() throws Exception {
    List<Instance> all =
        Worlds.instances().stream()
            .map(
                one ->
                    one.id().id().equals("web-3")
                        ? Worlds.one("h2", "web-3", "web", "10.0.0.3", 1, List.of(), Health.PASSING)
                        : one)
            .toList();
    TemplateFile file = file(spec(WEB, ""));
    file.see(Worlds.of(all, Worlds.keys()));

    file.turn();

    assertEquals(BOTH + "10.0.0.3\n", Files.readString(out));
  }

  private void assertNothingElseIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("in.ctmpl", "out.conf"),
          files.map(one -> one.getFileName().toString()).sorted().toList());
    }
  }
}
