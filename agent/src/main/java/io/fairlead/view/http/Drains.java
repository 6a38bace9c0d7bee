package io.fairlead.view.http;

import io.fairlead.json.Durations;
import io.fairlead.json.Fields;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.spi.Containers;
import io.fairlead.spi.Remark;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Draining: marks an instance at once and answers when all can see that. Where asked to, goes on in
 * the background: waits for clients to leave and stops the container, unless the mark is taken off
 * meanwhile. What came of that is remembered for {@code explain}.
 */
final class Drains {
  private static final System.Logger LOG = System.getLogger(Drains.class.getName());
  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(24);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MOST_STOPS = 256;

  private final Agent agent;
  private final Map<InstanceId, Thread> stops = new ConcurrentHashMap<>();

  Drains(Agent agent) {
    this.agent = agent;
  }

  void drain(Request request, Exchange exchange) {
    request.query().done();
    InstanceId id = Parameters.ownInstance(agent, request);
    Fields fields = Bodies.object(request);
    Duration wait = fields.durationOr("wait", USUAL_WAIT);
    boolean stop = fields.flagOr("stop", false);
    fields.done();
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw fields.wrong("wait", "must be " + Durations.format(LONGEST_WAIT) + " at most");
    }
    Instance instance = known(id);
    if (stop) {
      requireStoppable(instance);
    }
    mark(instance, true, request);
    if (stop) {
      stopAfter(wait, instance);
    }
    answerOnce(true, instance, stop ? 202 : 200, exchange);
  }

  void undo(Request request, Exchange exchange) {
    request.query().done();
    Instance instance = known(Parameters.ownInstance(agent, request));
    Thread stop = stops.remove(instance.id());
    if (stop != null) {
      stop.interrupt();
    }
    mark(instance, false, request);
    answerOnce(false, instance, 200, exchange);
  }

  private Instance known(InstanceId id) {
    Instance instance = agent.catalog().snapshot().instance(id);
    if (instance == null) {
      throw Parameters.unknownInstance(id);
    }
    return instance;
  }

  private void mark(Instance instance, boolean draining, Request request) {
    String what = (draining ? "drained" : "no longer drained") + " through the API, over ";
    Cause cause = new Cause(agent.time().now(), what + request.peer().name());
    if (!agent.registrar().drain(instance.id().id(), draining, cause)) {
      throw Parameters.unknownInstance(instance.id());
    }
  }

  private void answerOnce(boolean draining, Instance instance, int status, Exchange exchange) {
    InstanceId id = instance.id();
    SnapshotWait.answer(
        agent.catalog(),
        instance.service(),
        exchange,
        snapshot -> {
          Instance now = snapshot.instance(id);
          return now == null || now.draining() == draining;
        },
        snapshot -> {
          Instance now = snapshot.instance(id);
          return now == null
              ? Answers.at(snapshot.revision(), Answer.nothing())
              : Answers.instance(status, snapshot.revision(), now);
        },
        Registrations.PATIENCE,
        snapshot -> Bodies.message(202, "noted; the store has not confirmed it yet"));
  }

  private void requireStoppable(Instance instance) {
    if (agent.containers() == null) {
      throw new Refusal(409, "this agent has no container engine to stop it with", "stop");
    }
    if (instance.container().isEmpty()) {
      throw new Refusal(409, "this instance is no container; stop it where it runs", "stop");
    }
    if (stops.size() >= MOST_STOPS) {
      throw new Refusal(429, MOST_STOPS + " containers wait to be stopped already")
          .with("Retry-After", "10");
    }
  }

  private void stopAfter(Duration wait, Instance instance) {
    Containers containers = agent.containers();
    if (containers == null) {
      return;
    }
    Thread stop =
        Thread.ofVirtual()
            .name("stop " + instance.container())
            .unstarted(() -> waitAndStop(wait, instance, containers));
    Thread before = stops.put(instance.id(), stop);
    if (before != null) {
      before.interrupt();
    }
    stop.start();
  }

  private void waitAndStop(Duration wait, Instance instance, Containers containers) {
    try {
      agent.time().sleep(wait);
      containers.stop(instance.container(), GRACE);
      remember(instance, "stopped after draining for " + Durations.format(wait));
    } catch (InterruptedException undone) {
      remember(instance, "not stopped: the drain was taken back or asked for anew");
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "could not stop {0} after draining it: {1}",
          instance.container(),
          e.getMessage());
      remember(instance, "could not be stopped after draining: " + e.getMessage());
    } finally {
      stops.remove(instance.id(), Thread.currentThread());
    }
  }

  private void remember(Instance instance, String what) {
    agent.remember().accept(new Remark(instance.container(), new Cause(agent.time().now(), what)));
  }
}
