package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrewTest {
  private final BlockingQueue<String> givenUp = new ArrayBlockingQueue<>(1);

  @Test
  void aThreadThatDiesOfADefectStartsAgain() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch wellAgain = new CountDownLatch(1);
    try (Crew crew = new Crew(new Impatient(), givenUp::add)) {
      crew.add(
          "test",
          () -> {
            if (starts.incrementAndGet() < 3) {
              throw new IllegalStateException("a defect, on purpose");
            }
            wellAgain.countDown();
            new CountDownLatch(1).await();
          });
      assertTrue(wellAgain.await(30, TimeUnit.SECONDS));
    }
    assertEquals(3, starts.get());
    assertTrue(givenUp.isEmpty());
  }

  @Test
  void aThreadThatDiesAgainAndAgainEndsTheAgent() throws Exception {
    try (Crew crew = new Crew(new Impatient(), givenUp::add)) {
      crew.add(
          "test",
          () -> {
            throw new IllegalStateException("a defect, on purpose");
          });
      String why = givenUp.poll(30, TimeUnit.SECONDS);
      assertEquals(
          "the thread 'test' dies again and again:"
              + " java.lang.IllegalStateException: a defect, on purpose",
          why);
    }
  }

  @Test
  void closingEndsThreadsThatWait() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Crew crew = new Crew(new SystemTime(), givenUp::add);
    crew.add(
        "test",
        () -> {
          waits.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            ended.countDown();
          }
        });
    assertTrue(waits.await(30, TimeUnit.SECONDS));
    crew.close();
    assertTrue(ended.await(30, TimeUnit.SECONDS));
  }

  /** Real time that does not wait. */
  private static final class Impatient implements Time {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void sleep(Duration duration) {}
  }
}
