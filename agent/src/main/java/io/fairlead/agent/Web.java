package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Datacenters;
import io.fairlead.model.Node;
import io.fairlead.plugin.cni.CniRoutes;
import io.fairlead.select.Failover;
import io.fairlead.spi.Containers;
import io.fairlead.transport.server.Limits;
import io.fairlead.view.dns.DnsView;
import io.fairlead.view.http.Agent;
import io.fairlead.view.http.HttpView;
import io.fairlead.view.http.Moving;
import io.fairlead.view.http.Resolver;
import io.fairlead.view.http.Sites;
import io.fairlead.wire.dns.Answer;
import io.fairlead.wire.dns.DnsRecord;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.ResponseCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API on this agent's parts. */
final class Web {
  private Web() {}

  /**
   * Starts to answer.
   *
   * @param containers null where there is no engine
   * @param moving moves to another store
   * @param status facts for people
   * @throws StartFailure where an address cannot be had
   */
  static HttpView start(
      AgentConfig config,
      Node self,
      Catalog catalog,
      Datacenters datacenters,
      Remotes remotes,
      Middle middle,
      Mirrors mirrors,
      Names names,
      @Nullable Containers containers,
      Convergence convergence,
      Moving moving,
      Networking networking,
      Supplier<Map<String, Object>> status) {
    DnsView view = names.view();
    Agent agent =
        new Agent(
            config.node(),
            self.addresses().getFirst(),
            catalog,
            middle.registrar(),
            containers,
            resolver(view, datacenters),
            view::answered,
            config.dns().domain(),
            new Sites(
                config.site().datacenter(),
                remotes.sites(),
                datacenters::now,
                new Failover(config.site().failover())),
            middle.journal()::about,
            middle.journal()::add,
            () -> middle.feed().ready() ? Optional.empty() : Optional.of("the store was not read"),
            middle.feed()::age,
            middle::readStore,
            status,
            moving,
            networking.networks(),
            networking.connecting(),
            networking.holdings(),
            networking.explaining(),
            middle.time());
    InetSocketAddress http = config.http();
    try {
      return HttpView.start(
          agent,
          Figures.of(middle, mirrors, names, convergence, networking),
          CniRoutes.of(
              networking.connecting(),
              networking::network,
              SandboxNames.SERVERS,
              middle.time(),
              networking.callTimes()::took),
          http == null ? List.of() : List.of(http),
          config.socket(),
          Limits.DEFAULT,
          new Random());
    } catch (IOException e) {
      throw new StartFailure(
          e.getMessage() + "; --http and --socket name others, --http 127.0.0.1:0 takes any port");
    }
  }

  private static Resolver resolver(DnsView view, Datacenters datacenters) {
    return (name, type, from, datacenter) ->
        view.resolve(name, type, from, datacenter, datacenters.now())
            .map(resolved -> resolution(resolved.answer(), resolved.datacenter()))
            .orElseGet(() -> new Resolver.Resolution("FORWARDED", "", List.of(), List.of()));
  }

  private static Resolver.Resolution resolution(Answer answer, String datacenter) {
    return new Resolver.Resolution(
        ResponseCode.name(answer.code()),
        datacenter,
        answer.answers().stream().map(Web::line).toList(),
        answer.additional().stream().map(Web::line).toList());
  }

  private static Resolver.Line line(DnsRecord one) {
    return new Resolver.Line(
        one.name().toString(), RecordType.name(one.data().type()), one.ttl(), one.data().text());
  }
}
