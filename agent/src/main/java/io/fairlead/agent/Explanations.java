package io.fairlead.agent;

import io.fairlead.agent.asking.Answer;
import io.fairlead.agent.asking.Answers;
import io.fairlead.agent.asking.Question;
import io.fairlead.agent.asking.Questions;
import io.fairlead.agent.network.NodeNetworks;
import io.fairlead.agent.network.PolicyReports;
import io.fairlead.agent.network.Tracer;
import io.fairlead.attach.Attachments;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.net.EndpointId;
import io.fairlead.spi.Explaining;
import io.fairlead.spi.NetworkRefused;
import io.fairlead.spi.PolicyReport;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Trace;
import io.fairlead.spi.kernel.KernelException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Why traffic on this host's networks goes as it goes, for people who ask this agent. */
final class Explanations implements Explaining {
  private final String node;
  private final Supplier<@Nullable HostNetworks> host;
  private final Supplier<@Nullable Attachments> attachments;
  private final Questions questions;
  private final Answers answers;

  /**
   * Those of a node.
   *
   * @param host null where this agent attaches no containers
   * @param attachments null likewise
   * @param store by which agents ask each other
   * @param random for the numbers of questions
   */
  Explanations(
      String node,
      Store store,
      Time time,
      RandomGenerator random,
      Supplier<@Nullable HostNetworks> host,
      Supplier<@Nullable Attachments> attachments) {
    this.node = node;
    this.host = host;
    this.attachments = attachments;
    this.questions = new Questions(node, store, time, random);
    this.answers = new Answers(node, store, time, this::answer);
  }

  private NodeNetworks here() {
    HostNetworks now = host.get();
    if (now == null) {
      throw new NetworkRefused(
          "this agent attaches no containers, so there is nothing to look at; run it as root beside"
              + " an engine, without --plugin-socket none");
    }
    return now.networks();
  }

  @Override
  public PolicyReport policy() {
    NodeNetworks now = here();
    try (NetworkNamespace host = NetworkNamespace.own()) {
      return PolicyReports.of(node, now.guards(), host, now::containerAt);
    } catch (NftException | SysException e) {
      throw new NetworkRefused("the host's rules cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Trace trace(String from, String to) {
    try {
      return here().tracer(around()).trace(from, to);
    } catch (KernelException | SysException | NetlinkException e) {
      throw new NetworkRefused("the host's kernel cannot be looked at: " + e.getMessage());
    }
  }

  /** Answers other nodes' traces until the calling thread is interrupted. */
  void keepAnswering() throws InterruptedException {
    answers.run();
  }

  private Answer answer(Question question) {
    try {
      return here().farView(around()).answer(question);
    } catch (NetworkRefused e) {
      return Answer.refusing(String.valueOf(e.getMessage()));
    }
  }

  private Tracer.Around around() {
    return new Tracer.Around(NetworkNamespace::own, this::sandbox, true, questions::ask);
  }

  private @Nullable String sandbox(EndpointId id) {
    Attachments now = attachments.get();
    return now == null ? null : now.sandbox(id);
  }
}
