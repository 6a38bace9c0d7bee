package io.fairlead.stores.zookeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.stores.zookeeper.Paths.Parent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.zookeeper.common.PathUtils;
import org.junit.jupiter.api.Test;

/** Keys as paths of znodes. */
class PathsTest {
  private final Paths paths = new Paths("fairlead");

  @Test
  void anEntryIsMarkedAndDirectoriesAreNot() {
    assertEquals("/fairlead/=head", paths.entry("head"));
    assertEquals("/fairlead/data/instances/n1/=web", paths.entry("data/instances/n1/web"));
    assertEquals("/=head", new Paths("").entry("head"));
  }

  @Test
  void emptyAndOddPartsHaveNames() {
    assertEquals("/fairlead/a/%/=b", paths.entry("a//b"));
    assertEquals("/fairlead/a/=", paths.entry("a/"));
    assertEquals("/fairlead/%./%../=.", paths.entry("./../."));
    assertEquals("/%zookeeper/=a", new Paths("").entry("zookeeper/a"));
    assertEquals("/fairlead/%=a/%%b/==c", paths.entry("=a/%b/=c"));
  }

  @Test
  void theFirstDirectoriesStayAndThoseBelowMayGo() {
    assertEquals(
        List.of(
            new Parent("/fairlead", false),
            new Parent("/fairlead/data", false),
            new Parent("/fairlead/data/n1", true)),
        paths.parents("/fairlead/data/n1/=a"));
    assertEquals(
        List.of(new Parent("/data", false), new Parent("/data/n1", true)),
        new Paths("").parents("/data/n1/=a"));
    assertEquals("/fairlead/data", paths.top("data/n1/a"));
    assertEquals("/fairlead", paths.top("head"));
    assertEquals("/", new Paths("").top("head"));
  }

  @Test
  void whatIsNotOursIsPassedOver() {
    assertTrue(Paths.isOurs("=a"));
    assertTrue(Paths.isOurs("a"));
    assertTrue(Paths.isOurs("%"));
    assertTrue(Paths.isOurs("%zookeeper"));
    assertFalse(Paths.isOurs("zookeeper"), "its own directory");
    assertFalse(Paths.isOurs("%a"), "no key is written so");
  }

  @Test
  void noTwoKeysShareAZnodeAndNoPathIsRefused() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        key.append("/=%.a~".charAt(random.nextInt(6)));
      }
      String path = paths.entry(key.toString());
      String other = keys.put(path, key.toString());
      assertTrue(other == null || other.contentEquals(key), other + " and " + key);
      PathUtils.validatePath(path);
    }
  }
}
