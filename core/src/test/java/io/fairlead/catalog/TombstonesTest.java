package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import org.junit.jupiter.api.Test;

class TombstonesTest {
  @Test
  void nothingEndedYet() {
    assertEquals(Revision.ZERO, Tombstones.NONE.ended(service(1)));
  }

  @Test
  void anEndIsRememberedUntilTheServiceIsBack() {
    Tombstones ended = Tombstones.NONE.with(service(1), at(5)).with(service(2), at(6));

    assertEquals(at(5), ended.ended(service(1)));
    assertEquals(at(6), ended.ended(service(2)));
    assertEquals(Revision.ZERO, ended.without(service(1)).ended(service(1)));
    assertEquals(at(6), ended.without(service(1)).ended(service(2)));
  }

  @Test
  void anotherEndTakesThePlaceOfTheFirst() {
    Tombstones ended = Tombstones.NONE;
    for (int i = 1; i <= 3 * Tombstones.KEPT; i++) {
      ended = ended.with(service(1), at(i));
    }

    assertEquals(at(3 * Tombstones.KEPT), ended.ended(service(1)));
    assertEquals(Revision.ZERO, ended.ended(service(2)), "nothing was forgotten");
  }

  @Test
  void onlyTheNewestAreToldApart() {
    Tombstones ended = Tombstones.NONE;
    for (int i = 1; i <= Tombstones.KEPT + 10; i++) {
      ended = ended.with(service(i), at(i));
    }

    assertEquals(at(11), ended.ended(service(11)), "the oldest that is kept");
    assertEquals(at(10), ended.ended(service(10)), "the newest that is forgotten");
    assertEquals(at(10), ended.ended(service(1)), "never before it really ended");
    assertEquals(at(10), ended.ended(service(999_999)), "it may have ended, for all that is known");
  }

  @Test
  void whatIsForgottenStaysForgottenWhenOthersComeBack() {
    Tombstones ended = Tombstones.NONE;
    for (int i = 1; i <= Tombstones.KEPT + 10; i++) {
      ended = ended.with(service(i), at(i));
    }
    for (int i = 11; i <= Tombstones.KEPT + 10; i++) {
      ended = ended.without(service(i));
    }

    assertEquals(at(10), ended.ended(service(11)));
  }

  private static ServiceKey service(int number) {
    return ServiceKey.of("svc-" + number);
  }

  private static Revision at(int value) {
    return new Revision(value);
  }
}
