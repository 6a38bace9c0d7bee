package io.fairlead.source.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import io.fairlead.testkit.time.ManualTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiSourceTest {
  private static final Cause CAUSE = new Cause(Instant.EPOCH, "test");

  private final Said said = new Said();
  private @Nullable Thread running;

  @AfterEach
  void stop() throws InterruptedException {
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void whatTheStoreHeldIsTakenBack() throws InterruptedException {
    run(new ApiSource(() -> List.of(web(1), web(2)), new ManualTime()));
    assertEquals("reset [web-1, web-2]", said.next());
  }

  @Test
  void whatIsRegisteredAnewBeforeThatGoesFirst() throws InterruptedException {
    Registration newer = web(1, 8080);
    ApiSource source = new ApiSource(() -> List.of(web(1), web(2)), new ManualTime());
    source.register(newer);
    run(source);
    assertEquals("reset [web-1, web-2]", said.next());
    assertEquals(8080, said.last.port().number());
  }

  @Test
  void registrationsComeAndGo() throws InterruptedException {
    ApiSource source = new ApiSource(List::of, new ManualTime());
    run(source);
    assertEquals("reset []", said.next());
    source.register(web(1));
    assertEquals("upsert web-1", said.next());
    assertTrue(source.deregister("web-1", CAUSE));
    assertEquals("remove web-1", said.next());
    assertFalse(source.deregister("web-1", CAUSE));
  }

  @Test
  void whatIsOverdueIsGoneForGood() throws InterruptedException {
    ApiSource source = new ApiSource(() -> List.of(web(1)), new ManualTime());
    run(source);
    assertEquals("reset [web-1]", said.next());
    source.overdue(new RegistrationId("docker", "web-1"), CAUSE);
    source.overdue(new RegistrationId("api", "web-1"), CAUSE);
    assertEquals("remove web-1", said.next());
    assertFalse(source.deregister("web-1", CAUSE));
  }

  @Test
  void thereIsRoomForSoManyAndNoMore() {
    ApiSource source = new ApiSource(List::of, new ManualTime());
    for (int i = 0; i < ApiSource.MOST; i++) {
      source.register(web(i));
    }
    assertThrows(InvalidField.class, () -> source.register(web(ApiSource.MOST)));
    assertDoesNotThrow(() -> source.register(web(0, 81)));
  }

  private void run(ApiSource source) {
    running =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    source.run(said);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private static Registration web(int number) {
    return web(number, 80);
  }

  private static Registration web(int number, int port) {
    return new Registration(
        new RegistrationId("api", "web-" + number),
        ServiceKey.of("web"),
        "",
        Port.tcp(port),
        IpAddress.parse("10.0.0.1"),
        List.of(),
        List.of(),
        Map.of(),
        1,
        false,
        List.of(),
        List.of(),
        CAUSE);
  }

  /** Keeps what it is told, in words. */
  private static final class Said implements Sink {
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    private volatile Registration last = web(0);

    String next() throws InterruptedException {
      return String.valueOf(words.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public void reset(List<Registration> all, Cause cause) {
      all.stream().filter(one -> one.id().id().equals("web-1")).forEach(one -> last = one);
      words.add("reset " + all.stream().map(one -> one.id().id()).toList());
    }

    @Override
    public void upsert(Registration registration) {
      words.add("upsert " + registration.id().id());
    }

    @Override
    public void remove(RegistrationId id, Cause cause) {
      words.add("remove " + id.id());
    }

    @Override
    public void remark(Remark remark) {
      words.add("remark " + remark.subject());
    }
  }
}
