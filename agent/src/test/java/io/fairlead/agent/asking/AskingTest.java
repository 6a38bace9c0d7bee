package io.fairlead.agent.asking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.spi.Trace;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.time.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents ask each other through the store. */
class AskingTest {
  private static final Question QUESTION =
      new Question(
          new EndpointId("h2", "far"),
          new EndpointId("h1", "web"),
          IpAddress.parse("10.7.0.2"),
          53,
          Protocol.UDP,
          "vxlan");
  private static final Answer WELL =
      Answer.of(List.of(new Trace.Step("link", Trace.State.BROKEN, "it is down", "mend it")));

  private final MachineTime time = new MachineTime();
  private final MemoryStore store = new MemoryStore(time);
  private final Questions questions = new Questions("h1", store, time, new Random(1));
  private final List<Thread> threads = new ArrayList<>();

  private void answering(Function<Question, Answer> look) {
    Answers answers = new Answers("h2", store, time, look);
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answers.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    store.close();
  }

  private List<?> left() {
    return store.read("asks/", null).entries();
  }

  @Test
  void aQuestionIsAnsweredAndNothingIsLeft() throws InterruptedException {
    List<Question> asked = new ArrayList<>();
    answering(
        question -> {
          asked.add(question);
          return WELL;
        });
    assertEquals(WELL, questions.ask(QUESTION));
    assertEquals(List.of(QUESTION), asked);
    assertEquals(List.of(), left());
  }

  @Test
  void whereNobodyAnswersThatIsSaidAndTheQuestionTakenBack() throws InterruptedException {
    Answer none = questions.ask(QUESTION);
    assertEquals("the agent of h2 did not answer through the store within 2 s", none.refused());
    assertEquals(List.of(), left());
  }

  @Test
  void whoCannotLookSaysWhy() throws InterruptedException {
    answering(
        question -> {
          throw new IllegalStateException("broken");
        });
    assertEquals("node h2 cannot look: broken", questions.ask(QUESTION).refused());
  }

  @Test
  void aStoreThatIsAwayIsAnAnswerToo() throws InterruptedException {
    store.goAway();
    assertTrue(questions.ask(QUESTION).refused().startsWith("h2 cannot be asked: "));
    store.comeBack();
  }

  @Test
  void whileTheAgentsMoveToAnotherStoreNothingIsAsked() throws InterruptedException {
    store.commit(Txn.of(null, new Txn.Op.Put("migration/plan", new byte[] {1})));
    assertTrue(questions.ask(QUESTION).refused().contains("move to another store"));
    assertEquals(List.of(), left());
  }

  @Test
  void whatWaitedWhileTheAgentWasAwayIsAnswered() throws InterruptedException {
    store.commit(Txn.of(null, new Txn.Op.Put("asks/h2/h1/1", QUESTION.encode())));
    answering(question -> WELL);
    Patience.until(
        () ->
            WELL.equals(Answer.decode(store.read("asks/h2/", null).entries().getFirst().value())));
  }

  @Test
  void whatIsNoQuestionIsPassedBy() throws InterruptedException {
    for (String text : List.of("", "{}", "[1", "{\"end\":7}")) {
      byte[] value = text.getBytes(StandardCharsets.UTF_8);
      store.commit(Txn.of(null, new Txn.Op.Put("asks/h2/h9/" + text.length(), value)));
    }
    answering(question -> WELL);
    assertEquals(WELL, questions.ask(QUESTION));
  }

  @Test
  void moreThanTenInASecondAreToldToTryAgain() throws InterruptedException {
    AtomicInteger looked = new AtomicInteger();
    for (int i = 0; i < 40; i++) {
      store.commit(Txn.of(null, new Txn.Op.Put("asks/h2/h1/" + i, QUESTION.encode())));
    }
    answering(
        question -> {
          looked.incrementAndGet();
          return WELL;
        });
    Patience.until(() -> refused() + looked.get() == 40);
    assertTrue(looked.get() >= Answers.MOST_A_SECOND, looked.toString());
  }

  private long refused() {
    return store.read("asks/h2/", null).entries().stream()
        .map(entry -> Answer.decode(entry.value()))
        .filter(answer -> answer != null && answer.refused().contains("try again"))
        .count();
  }

  @Test
  void longAnswersAreCut() {
    Trace.Step step = new Trace.Step("link", Trace.State.OK, "x".repeat(100_000), "");
    List<Trace.Step> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(step);
    }
    byte[] encoded = Answer.of(many).encode(QUESTION);
    assertTrue(encoded.length < 64 * 1024, "" + encoded.length);
    Answer read = Answer.decode(encoded);
    assertEquals(32, read == null ? 0 : read.steps().size());
    assertNull(Answer.decode(QUESTION.encode()));
  }
}
