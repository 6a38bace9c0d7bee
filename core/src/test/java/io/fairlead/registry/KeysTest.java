package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  @Test
  void plainIdsAreReadableInTheStore() {
    assertEquals("instances/host1/host1:web-1:80:udp", Keys.instance(id("host1:web-1:80:udp")));
    assertEquals("drains/host1/web-1", Keys.drain(id("web-1")));
    assertEquals("nodes/host1", Keys.node("host1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-1:80", "50%+~", "%2F", "gr\u00fcn", "\ud83d\ude80:80", "a?b#c&d=e"})
  void everyIdSurvivesTheWayThroughAKeyOfPrintableAscii(String id) {
    String key = Keys.instance(id(id));
    assertTrue(key.chars().allMatch(c -> c > ' ' && c < 127), key);
    assertEquals(id(id), Keys.instanceOf(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"instances/host1", "instances/host1/", "instances/a/b/c", "instances/a/%4"})
  void aKeyOfNoInstanceIsRefused(String key) {
    assertThrows(InvalidField.class, () -> Keys.instanceOf(key));
  }

  private static InstanceId id(String id) {
    return new InstanceId("host1", id);
  }
}
