package io.fairlead.stores.logged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Watch;
import io.fairlead.testkit.time.MachineTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A store that is only read leaves the server as it was. */
class OnlyReadTest {
  private static final MachineTime TIME = new MachineTime();

  private final MemoryKeys keys = new MemoryKeys();

  private LoggedStore writer() {
    return new LoggedStore(new MemoryKeyServer(keys), TIME, new Random(1));
  }

  private LoggedStore reader() {
    return LoggedStore.onlyRead(new MemoryKeyServer(keys), TIME, new Random(2));
  }

  private static Txn put(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return Txn.of(null, new Txn.Op.Put("k", bytes));
  }

  @Test
  void aStoreThatNobodyBeganIsNotBegun() {
    try (LoggedStore reader = reader()) {
      StoreException away = assertThrows(StoreException.class, () -> reader.read("", null));
      assertTrue(away.retryable());
      assertEquals(List.of(), new MemoryKeyServer(keys).list("", null, 10));
    }
  }

  @Test
  void whatIsThereIsReadAndFollowedAndNothingIsWritten() throws InterruptedException {
    try (LoggedStore writer = writer();
        LoggedStore reader = reader()) {
      writer.commit(put("one"));
      var page = reader.read("", null);
      assertEquals(1, page.entries().size());
      try (Watch watch = reader.watch("", page.revision())) {
        writer.commit(put("two"));
        Watch.Event event = watch.next(Duration.ofSeconds(30));
        assertTrue(event instanceof Watch.Delta, String.valueOf(event));
      }
      assertThrows(StoreException.class, () -> reader.commit(put("three")));
      assertThrows(StoreException.class, () -> reader.grant(Duration.ofSeconds(5)));
      assertFalse(
          new String(reader.read("", null).entries().getFirst().value(), StandardCharsets.UTF_8)
              .contains("three"));
    }
  }
}
