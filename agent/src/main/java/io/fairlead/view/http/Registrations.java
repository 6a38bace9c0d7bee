package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Fields;
import io.fairlead.json.RegistrationJson;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Probe;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Registering, renewing and taking out instances of this node. Answers once the change shows in the
 * catalog, so that whoever asks next sees it; 202 where the store takes longer.
 */
final class Registrations {
  /** The source of what comes through the API. */
  static final String SOURCE = "api";

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Agent agent;

  Registrations(Agent agent) {
    this.agent = agent;
  }

  void register(Request request, Exchange exchange) {
    request.query().done();
    InstanceId id = Parameters.ownInstance(agent, request);
    Instance before = agent.catalog().snapshot().instance(id);
    requireOwn(before);
    Registration registration =
        RegistrationJson.read(
            Fields.strict(Json.parse(request.body())),
            new RegistrationId(SOURCE, id.id()),
            agent.address(),
            cause(request, "registered"));
    agent.registrar().register(registration);
    SnapshotWait.answer(
        agent.catalog(),
        registration.service(),
        exchange,
        snapshot -> shows(snapshot.instance(id), registration),
        snapshot -> answer(before == null ? 201 : 200, id, snapshot),
        PATIENCE,
        snapshot -> Answers.at(snapshot.revision(), accepted("registered")));
  }

  void deregister(Request request, Exchange exchange) {
    request.query().done();
    InstanceId id = Parameters.ownInstance(agent, request);
    Instance before = agent.catalog().snapshot().instance(id);
    requireOwn(before);
    boolean known = agent.registrar().deregister(id.id(), cause(request, "deregistered"));
    if (!known || before == null) {
      if (known) {
        exchange.answer(Answer.nothing());
        return;
      }
      throw Parameters.unknownInstance(id);
    }
    SnapshotWait.answer(
        agent.catalog(),
        before.service(),
        exchange,
        snapshot -> snapshot.instance(id) == null,
        snapshot -> Answers.at(snapshot.revision(), Answer.nothing()),
        PATIENCE,
        snapshot -> Answers.at(snapshot.revision(), accepted("deregistered")));
  }

  void renew(Request request, Exchange exchange) {
    request.query().done();
    InstanceId id = Parameters.ownInstance(agent, request);
    Fields fields = Bodies.object(request);
    String check = fields.textOr("check", "");
    boolean passing = fields.flagOr("passing", true);
    String output = fields.textOr("output", "");
    fields.done();
    if (!agent.registrar().renew(id.id(), check, new Probe.Verdict(passing, output))) {
      throw new Refusal(
          404,
          "no instance "
              + id.id()
              + " with "
              + (check.isEmpty() ? "exactly one TTL check" : "a TTL check '" + check + "'")
              + " is on "
              + id.node(),
          check.isEmpty() ? "id" : "check");
    }
    exchange.answer(Answer.nothing());
  }

  private Cause cause(Request request, String what) {
    return new Cause(agent.time().now(), what + " through the API, over " + request.peer().name());
  }

  private static void requireOwn(@Nullable Instance instance) {
    if (instance != null && !instance.source().equals(SOURCE)) {
      throw new Refusal(
          409,
          "this instance comes from the source '"
              + instance.source()
              + "' and can only be changed there; drain it, or use another id",
          "id");
    }
  }

  private static boolean shows(@Nullable Instance instance, Registration registration) {
    return instance != null
        && instance.service().equals(registration.service())
        && instance.container().equals(registration.container())
        && instance.port().equals(registration.port())
        && instance.address().equals(registration.address())
        && instance.endpoints().equals(registration.endpoints())
        && instance.tags().equals(registration.tags())
        && instance.meta().equals(registration.meta())
        && instance.weight() == registration.weight()
        && instance.checks().equals(registration.checks());
  }

  private static Answer answer(int status, InstanceId id, Snapshot snapshot) {
    Instance instance = snapshot.instance(id);
    return instance == null
        ? accepted("registered")
        : Answers.instance(status, snapshot.revision(), instance);
  }

  private static Answer accepted(String what) {
    return Bodies.message(202, what + "; the store has not confirmed it yet");
  }
}
