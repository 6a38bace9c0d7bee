package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ChangeTest {
  private static final String WEB =
      "data: {\"id\":\"web-1\",\"node\":\"n1\",\"namespace\":\"shop\",\"service\":\"web\","
          + "\"address\":\"10.0.0.1\",\"port\":{\"number\":80},\"health\":\"passing\","
          + "\"cause\":{\"at\":\"2026-01-01T00:00:00.5Z\",\"what\":\"docker event start\"}}";

  @Test
  void whatIsThereIsToldApartFromWhatChanges() {
    Change change = new Change(false);
    assertNull(change.take("event: reset"));
    assertNull(change.take("data: {\"revision\":1}"));
    change.take("event: put");
    assertEquals(
        "now      shop/web  web-1  10.0.0.1:80  passing"
            + "  docker event start, 2026-01-01T00:00:00Z",
        change.take(WEB));
    change.take("event: current");
    assertNull(change.take("data: {\"revision\":1}"));
    change.take("event: put");
    assertEquals(
        "changed  shop/web  web-1  10.0.0.1:80  passing"
            + "  docker event start, 2026-01-01T00:00:00Z",
        change.take(WEB));
    change.take("event: remove");
    assertEquals(
        "gone     shop/web  web-1",
        change.take("data: {\"id\":\"web-1\",\"namespace\":\"shop\",\"service\":\"web\"}"));
  }

  @Test
  void aProgramGetsTheEventsNameAndData() {
    Change change = new Change(true);
    change.take("event: current");
    assertEquals(
        "{\"event\":\"current\",\"data\":{\"revision\":7}}", change.take("data: {\"revision\":7}"));
  }

  @Test
  void heartbeatsAndIdsAreNotShown() {
    Change change = new Change(false);
    assertNull(change.take(":"));
    assertNull(change.take(""));
    assertNull(change.take("id: 7"));
  }
}
