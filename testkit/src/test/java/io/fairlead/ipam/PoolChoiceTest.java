package io.fairlead.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.ipam.PoolChoice.Supernet;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolChoiceTest {
  @Test
  void theUsualOnesAreATousandAndTwentyFour() {
    List<IpPrefix> taken = new ArrayList<>();
    IpPrefix next = PoolChoice.first(PoolChoice.USUAL_V4, taken);
    while (next != null) {
      taken.add(next);
      next = PoolChoice.first(PoolChoice.USUAL_V4, taken);
    }
    assertEquals(1024, taken.size());
    assertEquals(IpPrefix.parse("10.128.0.0/20"), taken.getFirst());
    assertEquals(IpPrefix.parse("10.191.240.0/20"), taken.getLast());
  }

  @Test
  void aDefaultRouteIsInNobodysWay() {
    assertEquals(
        IpPrefix.parse("10.128.0.0/20"),
        PoolChoice.first(PoolChoice.USUAL_V4, List.of(IpPrefix.parse("0.0.0.0/0"))));
  }

  @Test
  void theNextSupernetIsUsedWhenTheFirstIsFull() {
    List<Supernet> two =
        List.of(
            new Supernet(IpPrefix.parse("10.0.0.0/24"), 24),
            new Supernet(IpPrefix.parse("172.16.0.0/12"), 16));
    assertEquals(
        IpPrefix.parse("172.17.0.0/16"),
        PoolChoice.first(
            two, List.of(IpPrefix.parse("10.0.0.128/25"), IpPrefix.parse("172.16.5.0/24"))));
  }

  @Test
  void nothingThatIsTakenIsOverlappedAndNothingFreeIsMissed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int full = 0;
    for (int round = 0; round < 2000; round++) {
      Supernet supernet =
          new Supernet(IpPrefix.parse("10.128.0.0/" + (9 + random.nextInt(8))).network(), 20);
      List<IpPrefix> taken = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        int length = 10 + random.nextInt(20);
        taken.add(
            IpPrefix.around(
                IpAddress.v4((10 << 24) | (128 << 16) | random.nextInt(1 << 20)), length));
      }
      IpPrefix found = PoolChoice.first(List.of(supernet), taken);
      IpPrefix searched = null;
      long count = 1L << (20 - supernet.range().length());
      for (long i = 0; i < count && searched == null; i++) {
        IpPrefix one = new IpPrefix(supernet.range().first().plus(i << 12), 20);
        if (taken.stream().noneMatch(one::overlaps)) {
          searched = one;
        }
      }
      assertEquals(searched, found, "seed " + seed);
      full += found == null ? 1 : 0;
    }
    assertTrue(full > 0 && full < 2000, full + " were full, seed " + seed);
  }

  @Test
  void hugeRangesAreNotCountedThrough() {
    Supernet six = new Supernet(IpPrefix.parse("fd00::/8"), 64);
    List<IpPrefix> taken = List.of(IpPrefix.parse("fd00::/9"), IpPrefix.parse("fdc0::/10"));
    assertEquals(IpPrefix.parse("fd80::/64"), PoolChoice.first(List.of(six), taken));
    assertNull(
        PoolChoice.first(
            List.of(six), List.of(IpPrefix.parse("fd00::/9"), IpPrefix.parse("fd80::/9"))));
    assertNotNull(PoolChoice.first(List.of(six), List.of()));
  }
}
