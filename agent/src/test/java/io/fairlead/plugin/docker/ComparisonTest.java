package io.fairlead.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.plugin.docker.DockerNetwork.Attached;
import io.fairlead.plugin.docker.DockerNetwork.Config;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows from what the engine, the cluster and the book say. */
class ComparisonTest {
  private static final Network BACKEND = NetworkSamples.network("backend", "10.1.0.0/24");
  private static final Network ANOTHER = NetworkSamples.network("backend", "10.2.0.0/24");
  private static final List<IpPrefix> SUBNETS = List.of(IpPrefix.parse("10.1.0.0/24"));

  private final List<DockerNetwork> docker = new ArrayList<>();
  private final List<Binding> book = new ArrayList<>();
  private final List<Network> cluster = new ArrayList<>();
  private boolean old;

  private List<String> steps() {
    return Comparison.of("fairlead", docker, book, cluster, binding -> old).stream()
        .map(step -> step.getClass().getSimpleName())
        .toList();
  }

  private static DockerNetwork shown(String ipam, boolean named, boolean inUse) {
    return new DockerNetwork(
        "d1",
        "backend",
        named ? Map.of(Definitions.NETWORK, "backend") : Map.of(),
        Map.of(),
        false,
        false,
        ipam,
        List.of(new Config(IpPrefix.parse("10.1.0.0/24"), null, null, Map.of())),
        inUse ? List.of(new Attached("e1", "c1", "web", "", null, null)) : List.of());
  }

  private void book(Binding.State state) {
    book.add(new Binding("d1", state, state == Binding.State.NEW ? null : BACKEND, SUBNETS));
  }

  @Test
  void whatIsTheSameIsLeftAlone() {
    docker.add(shown("fairlead", true, true));
    book(Binding.State.BOUND);
    cluster.add(BACKEND);
    assertEquals(List.of(), steps());
  }

  @Test
  void aNewNetworkBecomesTheClusters() {
    docker.add(shown("fairlead", false, false));
    book(Binding.State.NEW);
    assertEquals(List.of("Create"), steps());
  }

  @Test
  void aNetworkOfTheClusterIsMadeHereAndThenItIsTheSame() {
    cluster.add(BACKEND);
    assertEquals(List.of("Make"), steps());
    docker.add(shown("fairlead", true, false));
    assertEquals(List.of("Bind"), steps(), "an agent that died before it wrote that down");
  }

  @Test
  void theLoserOfANameIsReplaced() {
    docker.add(shown("fairlead", false, false));
    book(Binding.State.NEW);
    cluster.add(ANOTHER);
    assertEquals(List.of("Retire"), steps());
    docker.clear();
    book.clear();
    assertEquals(List.of("Make"), steps());
  }

  @Test
  void addressesThatAreNotTheClustersAreReplaced() {
    docker.add(shown("default", false, false));
    book(Binding.State.FOREIGN);
    assertEquals(List.of("Create"), steps());
    cluster.add(BACKEND);
    assertEquals(List.of("Retire"), steps());
  }

  @Test
  void whatTheClusterRemovedGoesUnlessContainersAreOnIt() {
    book(Binding.State.BOUND);
    docker.add(shown("fairlead", true, false));
    assertEquals(List.of("Retire"), steps());
    docker.set(0, shown("fairlead", true, true));
    assertEquals(List.of("Restore"), steps());
  }

  @Test
  void whatAPersonRemovedHereGoesFromTheCluster() {
    book(Binding.State.REMOVED);
    cluster.add(BACKEND);
    assertEquals(List.of("Withdraw"), steps());
    cluster.clear();
    assertEquals(List.of("Forget"), steps());
  }

  @Test
  void aRemovalThatTheEngineDidNotFinishIsNone() {
    book(Binding.State.REMOVED);
    cluster.add(BACKEND);
    docker.add(shown("fairlead", true, false));
    assertEquals(List.of(), steps(), "it is under way");
    old = true;
    assertEquals(List.of("Bind"), steps());
  }

  @Test
  void aNetworkThatTheEngineDoesNotShowYetIsNotForgotten() {
    book(Binding.State.NEW);
    assertEquals(List.of(), steps());
    old = true;
    assertEquals(List.of("Forget"), steps());
  }

  @Test
  void anEngineThatLostItsFolderGetsItsNetworksAgain() {
    book(Binding.State.BOUND);
    cluster.add(BACKEND);
    assertEquals(List.of("Forget", "Make"), steps());
  }

  @Test
  void aNetworkMadeAnewUnderTheSameNameIsAnother() {
    book(Binding.State.BOUND);
    docker.add(shown("fairlead", true, false));
    cluster.add(
        new Network(
            "backend",
            BACKEND.id() + 1,
            BACKEND.dataplane(),
            BACKEND.pools(),
            BACKEND.options(),
            Map.of(),
            BACKEND.cause()));
    assertEquals(List.of("Retire"), steps());
  }
}
