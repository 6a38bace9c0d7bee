package io.fairlead.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Verdicts;
import io.fairlead.testkit.time.Patience;
import java.util.ArrayList;
import java.util.List;

/** What the engine told, in order. */
final class Ear implements Verdicts {
  private final List<String> heard = new ArrayList<>();
  private int asked;

  @Override
  public synchronized void changed(RegistrationId id, CheckState state) {
    heard.add(id + " " + state.name() + " " + state.health() + " " + state.output());
  }

  @Override
  public synchronized void overdue(RegistrationId id, boolean overdue, Cause cause) {
    heard.add(id + " overdue " + overdue + " " + cause.what());
  }

  synchronized List<String> heard() {
    return List.copyOf(heard);
  }

  /** The next thing heard is this. */
  void hears(String what) throws InterruptedException {
    Patience.until(() -> heard().size() > asked);
    assertEquals(what, heard().get(asked++));
  }
}
