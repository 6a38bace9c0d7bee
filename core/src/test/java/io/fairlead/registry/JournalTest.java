package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Cause;
import io.fairlead.spi.Remark;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Journal journal = new Journal(2, 3);

  @Test
  void remarksAreFoundByTheirSubjectInAnyCaseNewestLast() {
    say("Web", "started");
    say("WEB", "died");
    assertEquals(List.of("started", "died"), about("web"));
  }

  @Test
  void theOldestOfASubjectIsForgottenFirst() {
    say("web", "one");
    say("web", "two");
    say("web", "three");
    assertEquals(List.of("two", "three"), about("web"));
  }

  @Test
  void theOldestOfAllIsForgottenFirst() {
    say("web", "one");
    say("db", "two");
    say("web", "three");
    say("cache", "four");
    assertEquals(List.of("three"), about("web"));
    assertEquals(List.of("two"), about("db"));
    assertEquals(3, journal.size());
  }

  @Test
  void aChattySubjectPushesOutNobodyElse() {
    say("quiet", "one");
    for (int i = 0; i < 100; i++) {
      say("chatty", "word " + i);
    }
    assertEquals(List.of("one"), about("quiet"));
  }

  @Test
  void aRepeatIsNotKeptTwice() {
    say("web", "one");
    say("web", "one");
    assertEquals(List.of("one"), about("web"));
  }

  @Test
  void aSubjectWhoseLastRemarkIsForgottenIsUnknown() {
    say("web", "one");
    for (String other : List.of("a", "b", "c")) {
      say(other, "more");
    }
    assertEquals(List.of(), about("web"));
  }

  private void say(String subject, String what) {
    journal.add(new Remark(subject, new Cause(Instant.EPOCH, what)));
  }

  private List<String> about(String subject) {
    return journal.about(subject).stream().map(remark -> remark.cause().what()).toList();
  }
}
