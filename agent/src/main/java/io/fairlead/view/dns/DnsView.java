package io.fairlead.view.dns;

import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.View;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What names mean at a snapshot: the whole answer to a question, or empty for names that are not
 * ours. Pure and thread-safe. Rotation, limits and cuts come later, when the answer becomes a
 * message.
 */
public final class DnsView implements View<Question, Answer> {
  private static final int HTTPS = 65;

  /** What clients ask for together: each is worth keeping, also where there is none. */
  private static final Set<Integer> USUAL_TYPES =
      Set.of(RecordType.A, RecordType.AAAA, RecordType.SRV, HTTPS);

  private final DnsOptions options;
  private final Naming naming;
  private final Answers answers;

  /** A view of these names. */
  public DnsView(DnsOptions options) {
    this.options = options;
    naming = new Naming(options.domain());
    answers = new Answers(naming, options);
  }

  @Override
  public Optional<Answer> answer(Question question, Snapshot snapshot) {
    return Optional.ofNullable(plan(question, snapshot)).map(Plan::answer);
  }

  /**
   * The answer to a question in words, for people and for the HTTP API.
   *
   * @param name with or without the last dot
   * @param type a record type's name: {@code A}, {@code SRV}
   * @return empty where the name is not ours
   * @throws InvalidField where {@code name} or {@code type} are none
   */
  public Optional<Answer> resolve(String name, String type, IpAddress caller, Snapshot snapshot) {
    int number = RecordType.parse(type);
    InvalidField.unless(
        number > 0,
        "type",
        "'" + type + "' is not a record type; use A, AAAA, SRV, TXT, PTR, SOA, NS or ANY");
    return answer(new Question(DnsName.parse(name), number, caller), snapshot);
  }

  /** Of a service's instances those that are answered. */
  public List<Instance> answered(List<Instance> members) {
    return Serving.of(members, options.panicThreshold());
  }

  /** The answer with all that it hangs on, or null for names that are not ours. */
  @Nullable Plan plan(Question question, Snapshot snapshot) {
    Lookups lookups = new Lookups(snapshot, question.caller());
    Subject subject = naming.parse(question.name());
    Answer answer = answer(question, subject, lookups, snapshot);
    if (answer == null) {
      return null;
    }
    boolean bounded =
        switch (subject) {
          case Subject.OfAddress ignored -> false;
          case Subject.Bare bare -> bare.namespace() != null || !lookups.caller().isEmpty();
          default -> true;
        };
    boolean exists = answer.code() == ResponseCode.NOERROR;
    boolean usual = !answer.answers().isEmpty() || USUAL_TYPES.contains(question.type());
    return new Plan(answer, lookups.reads(), lookups.networks(), bounded && exists && usual);
  }

  private @Nullable Answer answer(
      Question question, Subject subject, Lookups lookups, Snapshot snapshot) {
    Answers.To to = answers.to(question, snapshot.revision());
    return switch (subject) {
      case Subject.Foreign() -> null;
      case Subject.Nothing() -> to.noSuchName();
      case Subject.Branch() -> to.noSuchType();
      case Subject.Apex() -> to.apex(lookups.node(options.selfNode()));
      case Subject.OfService(var key, var filter) -> service(to, key, filter, lookups);
      case Subject.TagsOf(var key) ->
          hasTags(lookups.service(key)) ? to.noSuchType() : to.noSuchName();
      case Subject.Bare bare -> bare(to, bare, lookups);
      case Subject.OfNode(var name) -> {
        Node node = lookups.node(name);
        yield node == null ? to.noSuchName() : to.node(node);
      }
      case Subject.OfContainer(var name) -> {
        List<Instance> members = lookups.container(name);
        yield members.isEmpty()
            ? to.noSuchName()
            : to.members(members, Subject.Filter.ALL, lookups);
      }
      case Subject.OfAddress(var v4, var v6) -> to.addresses(v4, v6);
      case Subject.Reverse(var address) -> reverse(to, address, lookups);
    };
  }

  private static Answer service(
      Answers.To to, ServiceKey key, Subject.Filter filter, Lookups lookups) {
    Service service = lookups.service(key);
    List<Instance> members =
        service == null ? List.of() : service.instances().stream().filter(filter::takes).toList();
    if (!members.isEmpty()) {
      return to.members(members, filter, lookups);
    }
    boolean branch =
        filter.equals(Subject.Filter.ALL)
            && key.namespace().equals(ServiceKey.DEFAULT_NAMESPACE)
            && lookups.hasNamespace(key.name());
    return branch ? to.noSuchType() : to.noSuchName();
  }

  private @Nullable Answer bare(Answers.To to, Subject.Bare bare, Lookups lookups) {
    String given = bare.namespace();
    String own = given != null ? given : namespaceOfCaller(lookups);
    Service service = lookups.service(new ServiceKey(own, bare.service()));
    if (service == null && given == null && !own.equals(ServiceKey.DEFAULT_NAMESPACE)) {
      service = lookups.service(ServiceKey.of(bare.service()));
    }
    return service == null ? null : to.members(service.instances(), Subject.Filter.ALL, lookups);
  }

  /**
   * The one namespace of all that runs at the caller's address; the default where it is not one.
   */
  private String namespaceOfCaller(Lookups lookups) {
    List<String> namespaces =
        lookups.caller().stream()
            .filter(instance -> isCaller(instance, lookups.callerAddress()))
            .map(instance -> instance.service().namespace())
            .distinct()
            .toList();
    return namespaces.size() == 1 ? namespaces.getFirst() : ServiceKey.DEFAULT_NAMESPACE;
  }

  /** Another node's container may have the same address, on a network that only that node has. */
  private boolean isCaller(Instance instance, IpAddress caller) {
    return instance.id().node().equals(options.selfNode())
        || instance.endpoints().stream()
            .anyMatch(
                endpoint -> endpoint.scope() == Endpoint.Scope.CLUSTER && has(endpoint, caller))
        || (instance.endpoints().isEmpty() && instance.address().equals(caller));
  }

  private static boolean has(Endpoint endpoint, IpAddress address) {
    IpPrefix v4 = endpoint.v4();
    IpPrefix v6 = endpoint.v6();
    return (v4 != null && v4.address().equals(address))
        || (v6 != null && v6.address().equals(address));
  }

  private @Nullable Answer reverse(Answers.To to, IpAddress address, Lookups lookups) {
    String node = lookups.nodeAt(address);
    if (node != null) {
      return to.pointers(List.of(naming.node(node)));
    }
    List<DnsName> names =
        lookups.instancesAt(address).stream().map(this::nameOf).distinct().toList();
    return names.isEmpty() ? null : to.pointers(names);
  }

  /** The container's name, or the service's for what is no container. */
  private DnsName nameOf(Instance instance) {
    DnsName container = naming.container(instance.container());
    return container == null ? naming.service(instance.service()) : container;
  }

  private static boolean hasTags(@Nullable Service service) {
    return service != null
        && service.instances().stream().anyMatch(instance -> !instance.tags().isEmpty());
  }
}
