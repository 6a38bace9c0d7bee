package io.fairlead.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.plugin.docker.FakeNetwork.FakeEndpoint;
import io.fairlead.testkit.time.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The agent dies before and after each effect that it has, while an engine of each kind calls it;
 * another follows. What runs keeps running, and what ended leaves nothing.
 */
class PluginKilledTest {
  private static final int MOST_STEPS = 400;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(FakeEngine.Version.class)
  void nothingLeaksWhereverItDies(FakeEngine.Version version) throws Exception {
    long seed = Long.getLong("fairlead.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dfairlead.seed=" + seed + " repeats it)");
    // What engines do differently is little: one dies at each step, the others at some.
    int stride = version == FakeEngine.Version.V20_10 ? 1 : 7;
    int step = stride == 1 ? 0 : new Random(seed).nextInt(stride);
    while (step < MOST_STEPS && lives(version, step, seed)) {
      step += stride;
    }
    System.out.println(
        version + ": died at steps up to " + step + ", each " + stride + ". of them");
    assertTrue(step > 30 && step < MOST_STEPS, "died at steps up to " + step);
  }

  /** Returns whether an agent came to that step. */
  private boolean lives(FakeEngine.Version version, int step, long seed) throws Exception {
    Random random = new Random(seed + step);
    String at = version + ", step " + step + ", seed " + seed + ": ";
    try (PluginHost host = host(version, step, random)) {
      host.openUntil(step);
      boolean own = random.nextBoolean();
      host.engine.createNetwork("backend", own ? "fairlead" : "default", Map.of());
      String id = host.settled("backend");
      List<FakeEndpoint> running = new ArrayList<>();
      running.add(host.engine.run("web", id, ""));
      running.add(host.engine.run("db", id, ""));
      agree(host, running, at);
      host.engine.stop(running.remove(random.nextInt(2)));
      if (random.nextBoolean()) {
        host.engine.restart();
      } else {
        host.engine.crash();
        running.clear();
      }
      running.add(host.engine.run("late", id, ""));
      agree(host, running, at);
      for (FakeEndpoint one : running) {
        host.engine.stop(one);
      }
      host.engine.removeNetwork(id);
      Patience.until(() -> host.cluster.all().isEmpty() && host.engine.all().isEmpty());
      agree(host, List.of(), at);
      return host.isReplaced();
    }
  }

  private PluginHost host(FakeEngine.Version version, int step, Random random) throws Exception {
    Path own = Files.createDirectory(folder.resolve("h" + step));
    return new PluginHost(own, version, random);
  }

  /** Exactly what the engine runs has an endpoint, an address and a link. */
  private static void agree(PluginHost host, List<FakeEndpoint> running, String at)
      throws Exception {
    Set<String> wanted = running.stream().map(FakeEndpoint::address).collect(Collectors.toSet());
    Patience.until(() -> addresses(host.own()).equals(wanted));
    host.reconcile();
    assertEquals(running.size(), host.own().size(), at + host.own());
    assertEquals(host.own().size(), host.told.all().size(), at + "the cluster knows them");
    assertEquals(wanted.size(), wanted.stream().distinct().count(), at + "no address twice");
    assertEquals(wanted.size(), host.addresses.given().size(), at + host.addresses.given());
    assertEquals(running.size(), host.side.links().size(), at + host.side.links());
  }

  private static Set<String> addresses(List<NetworkEndpoint> endpoints) {
    return endpoints.stream().map(one -> String.valueOf(one.v4())).collect(Collectors.toSet());
  }
}
