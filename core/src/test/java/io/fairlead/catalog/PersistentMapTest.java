package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  @Test
  void itHoldsWhatATreeMapHoldsAfterAnyChanges() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      int keys = 1 + random.nextInt(300);
      int puts = 1 + random.nextInt(9);
      PersistentMap<Integer, String> map = PersistentMap.empty();
      NavigableMap<Integer, String> model = new TreeMap<>();
      for (int step = 0; step < 600; step++) {
        int key = random.nextInt(keys);
        if (random.nextInt(10) < puts) {
          map = map.with(key, "v" + step);
          model.put(key, "v" + step);
        } else {
          map = map.without(key);
          model.remove(key);
        }
        if (step % 20 == 0) {
          assertHolds(model, map, keys, seed);
        }
      }
      assertHolds(model, map, keys, seed);
    }
  }

  private static void assertHolds(
      NavigableMap<Integer, String> model,
      PersistentMap<Integer, String> map,
      int keys,
      long seed) {
    String message = "seed " + seed;
    assertEquals(model.size(), map.size(), message);
    assertEquals(List.copyOf(model.values()), values(map), message);
    for (int key = -1; key <= keys; key++) {
      assertEquals(model.get(key), map.get(key), message);
      assertEquals(model.ceilingEntry(key), map.ceiling(key), message);
    }
    assertTrue(map.checkedHeight() <= highest(map.size()), message);
  }

  /** An AVL tree is at most 1.44 times as high as a full one. */
  private static double highest(int size) {
    return 1.4405 * Math.log(size + 2) / Math.log(2);
  }

  @Test
  void everyVersionStaysAsItWas() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<PersistentMap<Integer, String>> versions = new ArrayList<>();
    List<Map<Integer, String>> models = new ArrayList<>();
    versions.add(PersistentMap.empty());
    models.add(Map.of());
    for (int step = 0; step < 300; step++) {
      int from = random.nextInt(versions.size());
      int key = random.nextInt(40);
      Map<Integer, String> model = new TreeMap<>(models.get(from));
      if (random.nextInt(3) == 0) {
        versions.add(versions.get(from).without(key));
        model.remove(key);
      } else {
        versions.add(versions.get(from).with(key, "v" + step));
        model.put(key, "v" + step);
      }
      models.add(model);
    }
    for (int i = 0; i < versions.size(); i++) {
      assertEquals(List.copyOf(models.get(i).values()), values(versions.get(i)), "seed " + seed);
    }
  }

  @Test
  void sortedInputKeepsItFlat() {
    PersistentMap<Integer, String> rising = PersistentMap.empty();
    PersistentMap<Integer, String> falling = PersistentMap.empty();
    for (int i = 0; i < 5000; i++) {
      rising = rising.with(i, "");
      falling = falling.with(-i, "");
    }
    assertTrue(rising.checkedHeight() <= highest(5000));
    assertTrue(falling.checkedHeight() <= highest(5000));
    for (int i = 0; i < 4900; i++) {
      rising = rising.without(i);
      assertTrue(rising.checkedHeight() <= highest(rising.size()));
    }
  }

  @Test
  void takingAwayWhatIsNotThereIsTheSameMap() {
    PersistentMap<Integer, String> map = PersistentMap.<Integer, String>empty().with(1, "one");

    assertSame(map, map.without(2));
  }

  @Test
  void anEmptyMapHasNothing() {
    PersistentMap<Integer, String> map =
        PersistentMap.<Integer, String>empty().with(1, "").without(1);

    assertEquals(0, map.size());
    assertNull(map.get(1));
    assertNull(map.ceiling(0));
    Iterator<String> values = map.iterator();
    assertFalse(values.hasNext());
    assertThrows(NoSuchElementException.class, values::next);
  }

  private static List<String> values(PersistentMap<Integer, String> map) {
    List<String> values = new ArrayList<>();
    map.forEach(values::add);
    return values;
  }
}
