package io.fairlead.view.dns;

import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Service;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Endpoint;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Node;
import io.fairlead.model.ServiceKey;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.select.Failover;
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
 * What names mean to the datacenters' snapshots: the whole answer to a question, or empty for names
 * that are not ours. Pure and thread-safe. Rotation, limits and cuts come later, when the answer
 * becomes a message.
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
    return Optional.ofNullable(plan(question, Federation.alone(Datacenters.USUAL, snapshot)))
        .map(Plan::answer);
  }

  /**
   * The answer to a question in words, for people and for the HTTP API.
   *
   * @param name with or without the last dot
   * @param type a record type's name: {@code A}, {@code SRV}
   * @param datacenter the one to answer as, where the name itself names none; null for the own one
   * @return empty where the name is not ours
   * @throws InvalidField where {@code name} or {@code type} are none
   */
  public Optional<Resolved> resolve(
      String name,
      String type,
      IpAddress caller,
      @Nullable String datacenter,
      Federation federation) {
    int number = RecordType.parse(type);
    InvalidField.unless(
        number > 0,
        "type",
        "'" + type + "' is not a record type; use A, AAAA, SRV, TXT, PTR, SOA, NS or ANY");
    Question question = new Question(DnsName.parse(name), number, caller);
    Subject subject = naming.parse(question.name());
    if (datacenter != null && !(subject instanceof Subject.In)) {
      subject = new Subject.In(datacenter, subject);
    }
    return Optional.ofNullable(plan(question, subject, federation))
        .map(plan -> new Resolved(plan.answer(), federation.at(plan.place()).name()));
  }

  /**
   * An answer for people.
   *
   * @param datacenter where it comes from
   */
  public record Resolved(Answer answer, String datacenter) {}

  /** Of a service's instances those that are answered. */
  public List<Instance> answered(List<Instance> members) {
    return Serving.of(members, options.panicThreshold());
  }

  /** The answer with all that it hangs on, or null for names that are not ours. */
  @Nullable Plan plan(Question question, Federation federation) {
    return plan(question, naming.parse(question.name()), federation);
  }

  private @Nullable Plan plan(Question question, Subject subject, Federation federation) {
    Lookups lookups = new Lookups(federation, question.caller());
    Found found = find(answers.to(question, federation.own().revision()), subject, lookups);
    if (found == null) {
      return null;
    }
    Answer answer = found.answer;
    boolean bounded =
        switch (subject) {
          case Subject.OfAddress ignored -> false;
          case Subject.In(var datacenter, Subject.OfAddress ignored) -> false;
          case Subject.Bare _, Subject.Foreign _ ->
              !lookups.caller().isEmpty() || !lookups.callerNetworks().isEmpty();
          default -> true;
        };
    boolean exists = answer.code() == ResponseCode.NOERROR;
    boolean usual = !answer.answers().isEmpty() || USUAL_TYPES.contains(question.type());
    boolean lasting = bounded && exists && usual;
    return new Plan(answer, found.place, lookups.reads(), lookups.networks(), lasting);
  }

  /** An answer, and the place of the datacenter that it comes from. */
  private record Found(Answer answer, int place) {}

  private @Nullable Found find(Answers.To to, Subject subject, Lookups own) {
    if (!(subject instanceof Subject.In(String datacenter, Subject wanted))) {
      return find(to, subject, own, options.failover());
    }
    int place = own.place(datacenter);
    if (place < 0) {
      return new Found(to.noSuchName(), Federation.OWN);
    }
    Lookups there = own.at(place);
    return there.state() == Federation.State.UNREAD
        ? new Found(to.unknown(), place)
        : find(to, wanted, there, null);
  }

  /**
   * What {@code lookups} say of a name without a datacenter.
   *
   * @param failover null where no other datacenter may answer
   */
  private @Nullable Found find(
      Answers.To to, Subject subject, Lookups lookups, @Nullable Failover failover) {
    return switch (subject) {
      case Subject.OfService(var key, var filter) -> {
        Members members = Members.of(key, filter, lookups, failover);
        yield members.list().isEmpty()
            ? new Found(noMember(to, key, filter, lookups), lookups.place())
            : found(to, members, filter);
      }
      case Subject.Bare bare -> {
        Found near = onNetworks(to, lookups);
        yield near != null ? near : bare(to, bare, lookups, failover);
      }
      case Subject.Foreign() -> onNetworks(to, lookups);
      default -> {
        Answer answer = answer(to, subject, lookups);
        yield answer == null ? null : new Found(answer, lookups.place());
      }
    };
  }

  private static Found found(Answers.To to, Members members, Subject.Filter filter) {
    return new Found(to.members(members.list(), filter, members.from()), members.from().place());
  }

  private @Nullable Answer answer(Answers.To to, Subject subject, Lookups lookups) {
    return switch (subject) {
      case Subject.Branch() -> to.noSuchType();
      case Subject.Apex() -> to.apex(lookups.node(options.selfNode()));
      case Subject.TagsOf(var key) -> hasTags(key, lookups) ? to.noSuchType() : to.noSuchName();
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
      case Subject.Nothing _,
          Subject.Foreign _,
          Subject.OfService _,
          Subject.Bare _,
          Subject.In _ ->
          to.noSuchName();
    };
  }

  private static Answer noMember(
      Answers.To to, ServiceKey key, Subject.Filter filter, Lookups lookups) {
    boolean branch =
        filter.equals(Subject.Filter.ALL)
            && key.namespace().equals(ServiceKey.DEFAULT_NAMESPACE)
            && lookups.reach().anyMatch(at -> at.hasNamespace(key.name()));
    return branch ? to.noSuchType() : to.noSuchName();
  }

  private static @Nullable Found onNetworks(Answers.To to, Lookups lookups) {
    List<NetworkEndpoint> endpoints = NetworkNames.find(to.name(), lookups);
    return endpoints.isEmpty() ? null : new Found(to.endpoints(endpoints), lookups.place());
  }

  private @Nullable Found bare(
      Answers.To to, Subject.Bare bare, Lookups lookups, @Nullable Failover failover) {
    String given = bare.namespace();
    String own = given != null ? given : namespaceOfCaller(lookups);
    Members members = heard(new ServiceKey(own, bare.service()), lookups, failover);
    if (members.list().isEmpty() && given == null && !own.equals(ServiceKey.DEFAULT_NAMESPACE)) {
      members = heard(ServiceKey.of(bare.service()), lookups, failover);
    }
    return members.list().isEmpty() ? null : found(to, members, Subject.Filter.ALL);
  }

  private static Members heard(ServiceKey key, Lookups lookups, @Nullable Failover failover) {
    Members all = Members.of(key, Subject.Filter.ALL, lookups, failover);
    return new Members(
        all.list().stream().filter(one -> NetworkNames.mayHear(one, lookups)).toList(), all.from());
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
    Naming names = lookups.own() ? naming : naming.in(lookups.datacenter());
    String node = lookups.nodeAt(address);
    if (node != null) {
      return to.pointers(List.of(names.node(node)));
    }
    List<DnsName> found =
        lookups.instancesAt(address).stream()
            .map(instance -> nameOf(instance, names))
            .distinct()
            .toList();
    return found.isEmpty() ? null : to.pointers(found);
  }

  /** The container's name, or the service's for what is no container. */
  private static DnsName nameOf(Instance instance, Naming names) {
    DnsName container = names.container(instance.container());
    return container == null ? names.service(instance.service()) : container;
  }

  private static boolean hasTags(ServiceKey key, Lookups lookups) {
    return lookups.reach().map(at -> at.service(key)).anyMatch(DnsView::hasTags);
  }

  private static boolean hasTags(@Nullable Service service) {
    return service != null
        && service.instances().stream().anyMatch(instance -> !instance.tags().isEmpty());
  }
}
