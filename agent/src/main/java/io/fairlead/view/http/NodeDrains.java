package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Durations;
import io.fairlead.json.Fields;
import io.fairlead.model.Cause;
import io.fairlead.model.DnsLabel;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Containers;
import io.fairlead.spi.Remark;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Refusal;
import io.fairlead.transport.server.Request;
import io.fairlead.wire.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Draining this whole node: all its instances leave the answers, those to come too, and nothing new
 * is attached to networks. Where asked to, stops the containers that served or were attached, once
 * clients have had time to leave, unless the drain is taken back meanwhile.
 */
final class NodeDrains {
  private static final System.Logger LOG = System.getLogger(NodeDrains.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofHours(24);
  private static final String DRAINED = "drained";
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Agent agent;
  private final AtomicReference<@Nullable Thread> stopping = new AtomicReference<>();

  NodeDrains(Agent agent) {
    this.agent = agent;
  }

  void drain(Request request, Exchange exchange) {
    String node = own(request);
    Fields fields = Bodies.object(request);
    Duration wait = fields.durationOr("wait", Duration.ZERO);
    boolean stop = fields.flagOr("stop", false);
    fields.done();
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw fields.wrong("wait", "must be " + Durations.format(LONGEST_WAIT) + " at most");
    }
    Containers containers = agent.containers();
    if (stop && containers == null) {
      throw new Refusal(409, "this agent has no container engine to stop containers with", "stop");
    }
    exchange.work(
        () -> {
          agent.registrar().drainNode(true, cause(request, "node drained"));
          if (stop && containers != null) {
            stopAfter(wait, containers);
          }
          return answer(stop ? 202 : 200, node, true);
        });
  }

  void undo(Request request, Exchange exchange) {
    String node = own(request);
    exchange.work(
        () -> {
          interrupt(stopping.getAndSet(null));
          agent.registrar().drainNode(false, cause(request, "node no longer drained"));
          return answer(200, node, false);
        });
  }

  /** What of this node is still there to be stopped. */
  void left(Request request, Exchange exchange) {
    String node = own(request);
    Node self = agent.catalog().snapshot().node(node);
    exchange.answer(answer(200, node, self != null && self.meta().containsKey(DRAINED)));
  }

  private String own(Request request) {
    request.query().done();
    String node = DnsLabel.require("node", request.parameter("node"));
    if (!node.equals(agent.node())) {
      throw new Refusal(
          409, "this is the agent of node " + agent.node() + "; ask the one on " + node, "node");
    }
    return node;
  }

  private Cause cause(Request request, String what) {
    return new Cause(agent.time().now(), what + " through the API, over " + request.peer().name());
  }

  private Answer answer(int status, String node, boolean drained) {
    Snapshot snapshot = agent.catalog().snapshot();
    JsonWriter out = new JsonWriter().beginObject().text("node", node).flag("drained", drained);
    out.name("left").beginObject();
    out.number("instances", instances(snapshot).size());
    out.number("endpoints", snapshot.networks().endpointsOf(node).size());
    out.number("containers", here().size());
    return Answer.json(status, out.endObject().endObject().bytes());
  }

  private List<Instance> instances(Snapshot snapshot) {
    List<Instance> own = new ArrayList<>();
    for (Instance instance : snapshot.instances()) {
      if (instance.id().node().equals(agent.node())) {
        own.add(instance);
      }
    }
    return own;
  }

  private void stopAfter(Duration wait, Containers containers) {
    Thread next = Thread.ofVirtual().name("drain").unstarted(() -> waitAndStop(wait, containers));
    interrupt(stopping.getAndSet(next));
    next.start();
  }

  private static void interrupt(@Nullable Thread before) {
    if (before != null) {
      before.interrupt();
    }
  }

  private void waitAndStop(Duration wait, Containers containers) {
    try {
      agent.time().sleep(wait);
      for (String container : here()) {
        stop(container, containers);
      }
    } catch (InterruptedException undone) {
      LOG.log(System.Logger.Level.INFO, "the drain of this node was taken back or asked for anew");
    }
  }

  private void stop(String container, Containers containers) throws InterruptedException {
    String what;
    try {
      containers.stop(container, GRACE);
      what = "stopped: its node is drained";
    } catch (IOException e) {
      what = "could not be stopped after draining its node: " + e.getMessage();
      LOG.log(System.Logger.Level.WARNING, "{0} {1}", container, what);
    }
    agent.remember().accept(new Remark(container, new Cause(agent.time().now(), what)));
  }

  /** The containers of this node that serve or are attached, by name. */
  private Set<String> here() {
    Set<String> names = new TreeSet<>();
    Snapshot snapshot = agent.catalog().snapshot();
    for (Instance instance : instances(snapshot)) {
      names.add(instance.container());
    }
    for (NetworkEndpoint endpoint : snapshot.networks().endpointsOf(agent.node())) {
      names.add(endpoint.container().name());
    }
    names.remove("");
    return names;
  }
}
