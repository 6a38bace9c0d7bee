package io.fairlead.view.dns.forward;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which upstreams a name goes to: the rules of the longest domain that it is under, else those
 * without a domain, else the host's {@code resolv.conf}. An upstream keeps its health over changes
 * of that file. Used by the forwarding thread alone, but for {@link #all()}.
 */
final class Upstreams {
  private static final Logger LOG = System.getLogger(Upstreams.class.getName());

  private final Map<InetSocketAddress, Upstream> known = new ConcurrentHashMap<>();
  private final Map<String, List<Upstream>> byDomain = new HashMap<>();
  private final ResolvConfFile file;
  private final ForwardOptions options;
  private List<InetSocketAddress> fileServers = List.of();
  private List<Upstream> fromFile = List.of();
  private boolean saidNone;

  Upstreams(ForwardOptions options, ResolvConfFile file) {
    this.options = options;
    this.file = file;
    for (UpstreamRule rule : options.rules()) {
      byDomain
          .computeIfAbsent(rule.domain(), domain -> new ArrayList<>())
          .add(known.computeIfAbsent(rule.server(), Upstream::new));
    }
  }

  /** The upstreams for {@code name} (as {@link QuestionKey#name()} writes it), best first. */
  List<Upstream> of(String name, long now) {
    List<Upstream> configured = configured(name, now);
    if (configured.stream().noneMatch(Upstream::dead)) {
      return configured;
    }
    List<Upstream> order = new ArrayList<>(configured);
    order.sort((a, b) -> Boolean.compare(a.dead(), b.dead()));
    return order;
  }

  /** Every upstream in use. */
  Collection<Upstream> all() {
    return known.values();
  }

  private List<Upstream> configured(String name, long now) {
    String domain = name;
    while (!domain.isEmpty()) {
      List<Upstream> rule = byDomain.get(domain);
      if (rule != null) {
        return rule;
      }
      int dot = domain.indexOf('.');
      domain = dot < 0 ? "" : domain.substring(dot + 1);
    }
    List<Upstream> fixed = byDomain.get("");
    return fixed != null ? fixed : fromFile(now);
  }

  private List<Upstream> fromFile(long now) {
    List<InetSocketAddress> servers = file.servers(now);
    if (!servers.equals(fileServers)) {
      fileServers = servers;
      known.keySet().removeIf(address -> !servers.contains(address) && !configuredByRule(address));
      fromFile =
          servers.stream().map(address -> known.computeIfAbsent(address, Upstream::new)).toList();
    }
    if (fromFile.isEmpty() && !saidNone) {
      LOG.log(
          Level.WARNING,
          "no upstream resolver: {0} names none that is not this agent itself, so names outside"
              + " Fairlead''s domain get SERVFAIL; give --upstream ADDR",
          options.resolvConf());
    }
    saidNone = fromFile.isEmpty();
    return fromFile;
  }

  private boolean configuredByRule(InetSocketAddress address) {
    return options.rules().stream().anyMatch(rule -> rule.server().equals(address));
  }
}
