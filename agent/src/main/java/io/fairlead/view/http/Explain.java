package io.fairlead.view.http;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Nearest;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Remark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Tells why each instance behind a name is answered or not, since when and by which event; what
 * went lately; and what was never registered. Pure.
 */
final class Explain {
  private static final int MOST_REMARKS = 64;

  private final UnaryOperator<List<Instance>> answered;
  private final Function<String, List<Remark>> remarks;
  private final String domain;

  /**
   * Explanations of names under {@code domain}.
   *
   * @param answered of a service's instances those that are answered
   * @param remarks what is remembered about a subject
   */
  Explain(
      UnaryOperator<List<Instance>> answered,
      Function<String, List<Remark>> remarks,
      String domain) {
    this.answered = answered;
    this.remarks = remarks;
    this.domain = domain;
  }

  Explanation of(String name, Snapshot snapshot) {
    Subject subject = Subject.parse(name, domain);
    Map<ServiceKey, Set<Instance>> found = new TreeMap<>();
    for (Instance instance : subject.instances(snapshot)) {
      found.computeIfAbsent(instance.service(), key -> new LinkedHashSet<>()).add(instance);
    }
    List<Explanation.Part> parts = new ArrayList<>();
    found.forEach((key, instances) -> parts.add(part(key, instances, snapshot)));
    List<Remark> remembered = remembered(name, subject, found);
    boolean known = !parts.isEmpty() || !remembered.isEmpty() || subject.isNode(snapshot);
    List<String> nearest = known ? List.of() : nearest(subject.word(), snapshot);
    return new Explanation(name, snapshot.revision(), parts, remembered, nearest, known);
  }

  private Explanation.Part part(ServiceKey key, Set<Instance> wanted, Snapshot snapshot) {
    Service service = snapshot.service(key);
    List<Instance> members = service == null ? List.of() : service.instances();
    Set<InstanceId> in = new HashSet<>();
    answered.apply(members).forEach(instance -> in.add(instance.id()));
    return new Explanation.Part(
        key, wanted.stream().map(i -> verdict(i, in.contains(i.id()))).toList());
  }

  private static Explanation.Verdict verdict(Instance instance, boolean in) {
    Optional<CheckState> worst = worst(instance);
    Instant since = worst.map(CheckState::since).orElse(instance.cause().at());
    if (instance.draining()) {
      return new Explanation.Verdict(instance, in, "draining", instance.cause().at());
    }
    if (worst.isPresent()) {
      String why =
          "check '"
              + worst.get().name()
              + "' "
              + said(worst.get())
              + (in ? "; answered all the same, since too few of the service pass" : "");
      return new Explanation.Verdict(instance, in, why, since);
    }
    String why =
        !in
            ? "weight " + instance.weight() + " stands back for its siblings"
            : instance.states().isEmpty() ? "has no checks" : passes(instance);
    return new Explanation.Verdict(instance, in, why, passingSince(instance));
  }

  private static String passes(Instance instance) {
    int checks = instance.states().size();
    return checks == 1
        ? "passes its check '" + instance.states().getFirst().name() + "'"
        : "passes its " + checks + " checks";
  }

  private static String said(CheckState state) {
    String verdict = state.health() == Health.FAILING ? "fails" : "has no verdict yet";
    return state.output().isEmpty() ? verdict : verdict + ": " + state.output();
  }

  private static Optional<CheckState> worst(Instance instance) {
    return instance.states().stream()
        .filter(state -> state.health() != Health.PASSING)
        .max(Comparator.comparing(CheckState::health));
  }

  private static Instant passingSince(Instance instance) {
    return instance.states().stream()
        .map(CheckState::since)
        .max(Comparator.naturalOrder())
        .orElse(instance.cause().at());
  }

  private List<Remark> remembered(
      String name, Subject subject, Map<ServiceKey, Set<Instance>> found) {
    Set<String> subjects = new LinkedHashSet<>(subject.words());
    subjects.add(name);
    found.forEach(
        (key, instances) -> {
          subjects.add(key.toString());
          subjects.add(key.name());
          instances.forEach(
              instance -> {
                subjects.add(instance.id().id());
                subjects.add(instance.container());
              });
        });
    subjects.remove("");
    List<Remark> all =
        subjects.stream()
            .flatMap(word -> remarks.apply(word).stream())
            .distinct()
            .sorted(Comparator.comparing(remark -> remark.cause().at()))
            .toList();
    return all.subList(Math.max(0, all.size() - MOST_REMARKS), all.size());
  }

  private static List<String> nearest(String word, Snapshot snapshot) {
    Set<String> services = new TreeSet<>();
    Set<String> containers = new TreeSet<>();
    Set<String> nodes = new TreeSet<>();
    snapshot.services().forEach(service -> services.add(service.key().name()));
    snapshot.instances().forEach(instance -> containers.add(instance.container()));
    for (Node node : snapshot.nodes()) {
      nodes.add(node.name());
    }
    return Stream.of(services, containers, nodes)
        .flatMap(known -> Nearest.of(word, known).stream())
        .distinct()
        .toList();
  }
}
