package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.config.Key;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageTest {
  @Test
  void withoutAVerbHelpIsShown() {
    Ran ran = Ran.verb();
    assertEquals(ExitCode.OK, ran.status());
    for (Verb verb : Verb.values()) {
      assertTrue(ran.out().contains("\n  " + verb.word() + " "), verb.word() + " in " + ran.out());
    }
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyVerbHasHelpWithExamples(Verb verb) {
    Ran ran = Ran.verb(verb.word(), "--help");
    assertEquals(ExitCode.OK, ran.status());
    assertTrue(ran.out().startsWith("Usage: fairlead " + verb.word()), ran.out());
    assertTrue(ran.out().contains("Examples:"), ran.out());
    assertTrue(ran.out().contains("  fairlead " + verb.word()), ran.out());
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void helpNamesEverySetting(Key key) {
    assertTrue(Ran.verb("agent", "--help").out().contains(key.flag()));
    assertTrue(Ran.verb("up", "--help").out().contains(key.flag()));
  }

  @Test
  void aMistypedVerbFailsWithTheNearest() {
    Ran ran = Ran.verb("servics");
    assertEquals(ExitCode.USAGE, ran.status());
    assertEquals(
        "fairlead: there is no verb 'servics'; did you mean 'services'?"
            + " (fairlead --help says more)\n",
        ran.err());
  }

  @Test
  void anUnknownOptionIsOneLineAndUsage() {
    Ran ran = Ran.verb("services", "--jsn");
    assertEquals(ExitCode.USAGE, ran.status());
    assertTrue(ran.err().startsWith("fairlead: "), ran.err());
    assertTrue(ran.err().contains("--jsn"), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void withoutAnAgentTheLineSaysWhatToDo(@TempDir Path directory) {
    Ran ran = Ran.verb("services", "--agent", directory.resolve("none.sock").toString());
    assertEquals(ExitCode.UNREACHABLE, ran.status());
    assertTrue(ran.err().contains("start one with 'fairlead up'"), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void anAddressThatIsNoneIsWrongUsage() {
    Ran ran = Ran.verb("status", "--agent", "nowhere");
    assertEquals(ExitCode.USAGE, ran.status());
    assertTrue(ran.err().contains("--agent nowhere"), ran.err());
  }

  @ParameterizedTest
  @EnumSource(CompletionCommand.Shell.class)
  void completionKnowsVerbsAndFlags(CompletionCommand.Shell shell) {
    Ran ran = Ran.verb("completion", shell.name());
    assertEquals(ExitCode.OK, ran.status());
    assertTrue(ran.out().contains("services"), "verbs");
    assertTrue(ran.out().contains("--dns-ttl"), "flags of the agent");
  }

  @Test
  void theVersionIsOneLine() {
    Ran ran = Ran.verb("version");
    assertEquals(ExitCode.OK, ran.status());
    assertTrue(ran.out().startsWith("fairlead "), ran.out());
    assertFalse(ran.out().strip().contains("\n"));
  }
}
