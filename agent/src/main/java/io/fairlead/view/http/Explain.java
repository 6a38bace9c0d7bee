package io.fairlead.view.http;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Nearest;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.select.Failover;
import io.fairlead.spi.Remark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells why each instance behind a name is answered or not, since when and by which event; what
 * went lately; and what was never registered. Pure.
 */
final class Explain {
  private static final int MOST_REMARKS = 64;

  private final UnaryOperator<List<Instance>> answered;
  private final Function<String, List<Remark>> remarks;
  private final String domain;
  private final Failover failover;

  /**
   * Explanations of names under {@code domain}.
   *
   * @param answered of a service's instances those that are answered
   * @param remarks what is remembered about a subject
   * @param failover when another datacenter answers
   */
  Explain(
      UnaryOperator<List<Instance>> answered,
      Function<String, List<Remark>> remarks,
      String domain,
      Failover failover) {
    this.answered = answered;
    this.remarks = remarks;
    this.domain = domain;
    this.failover = failover;
  }

  /**
   * Explains a name.
   *
   * @param datacenter where to look, where the name itself does not say it; null for what is
   *     answered here, wherever it comes from
   */
  Explanation of(String name, @Nullable String datacenter, Federation all) {
    String said = datacenter;
    String plain = name;
    for (int place = Federation.OWN; place < all.size(); place++) {
      String suffix = "." + all.at(place).name() + "." + domain;
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      if (bare.toLowerCase(Locale.ROOT).endsWith(suffix)) {
        said = all.at(place).name();
        plain = bare.substring(0, bare.length() - suffix.length()) + "." + domain;
      }
    }
    int place = said == null ? Federation.OWN : Math.max(Federation.OWN, all.place(said));
    Snapshot snapshot = all.at(place).snapshot();
    Subject subject = Subject.parse(plain, domain);
    Map<ServiceKey, Set<Instance>> found = found(subject, snapshot);
    List<Explanation.Part> parts = new ArrayList<>();
    if (said == null) {
      Set<ServiceKey> keys = new TreeSet<>(found.keySet());
      for (int other = 1; other < all.size(); other++) {
        keys.addAll(subject.services(all.at(other).snapshot()));
      }
      keys.forEach(
          key -> parts.addAll(chosen(key, found.getOrDefault(key, Set.of()), subject, all)));
    } else {
      found.forEach((key, instances) -> parts.add(part(key, instances, all.at(place), "")));
    }
    List<Remark> remembered = remembered(name, subject, found);
    boolean known = !parts.isEmpty() || !remembered.isEmpty() || subject.isNode(snapshot);
    List<String> nearest = known ? List.of() : nearest(subject.word(), snapshot);
    String where = all.at(place).name();
    return new Explanation(name, where, snapshot.revision(), parts, remembered, nearest, known);
  }

  private static Map<ServiceKey, Set<Instance>> found(Subject subject, Snapshot snapshot) {
    Map<ServiceKey, Set<Instance>> found = new TreeMap<>();
    for (Instance instance : subject.instances(snapshot)) {
      found.computeIfAbsent(instance.service(), key -> new LinkedHashSet<>()).add(instance);
    }
    return found;
  }

  /** What is here, and what stands in for it where something does. */
  private List<Explanation.Part> chosen(
      ServiceKey key, Set<Instance> here, Subject subject, Federation all) {
    int place =
        subject.services(all.own()).contains(key) || here.isEmpty()
            ? failover.choose(new ServiceSight(key, all)).place()
            : Federation.OWN;
    List<Explanation.Part> parts = new ArrayList<>();
    String instead = place == Federation.OWN ? "" : all.at(place).name();
    if (!here.isEmpty()) {
      parts.add(part(key, here, all.at(Federation.OWN), instead));
    }
    if (place != Federation.OWN) {
      Federation.Datacenter there = all.at(place);
      Service service = there.snapshot().service(key);
      List<Instance> members = service == null ? List.of() : service.instances();
      parts.add(part(key, new LinkedHashSet<>(members), there, ""));
    }
    return parts;
  }

  /**
   * One service in one datacenter.
   *
   * @param instead the datacenter that answers in its place, or empty
   */
  private Explanation.Part part(
      ServiceKey key, Set<Instance> wanted, Federation.Datacenter in, String instead) {
    Service service = in.snapshot().service(key);
    List<Instance> members = service == null ? List.of() : service.instances();
    Set<InstanceId> answering = new HashSet<>();
    if (instead.isEmpty()) {
      answered.apply(members).forEach(instance -> answering.add(instance.id()));
    }
    List<Explanation.Verdict> verdicts =
        wanted.stream()
            .map(i -> verdict(i, answering.contains(i.id())))
            .map(verdict -> instead.isEmpty() ? verdict : verdict.because(instead + " answers"))
            .toList();
    return new Explanation.Part(in.name(), in.state(), key, verdicts);
  }

  /** One service in all datacenters. */
  private record ServiceSight(ServiceKey key, Federation all) implements Failover.Sight {
    @Override
    public int count() {
      return all.size();
    }

    @Override
    public String name(int place) {
      return all.at(place).name();
    }

    @Override
    public State state(int place) {
      return all.at(place).state();
    }

    @Override
    public List<Instance> members(int place) {
      Service service = all.at(place).snapshot().service(key);
      return service == null ? List.of() : service.instances();
    }
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
