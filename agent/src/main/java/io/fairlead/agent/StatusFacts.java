package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.spi.Remark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the agent says of itself beside the API's own figures. */
final class StatusFacts {
  private StatusFacts() {}

  static Map<String, Object> of(
      AgentConfig config,
      Middle middle,
      Remotes remotes,
      Mirrors mirrors,
      Moves moves,
      Networking networking,
      Banner.Listening listening) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Version.text());
    facts.put("dns", listening.dns().stream().map(Banner::text).toList());
    facts.put("domain", config.dns().domain());
    facts.put("http", listening.http().stream().map(Banner::text).toList());
    facts.put("socket", listening.socket() == null ? "" : listening.socket().toString());
    facts.put("data", config.data().toString());
    facts.put("store", config.store().toString());
    facts.put("datacenter", config.site().datacenter());
    Map<String, Object> others = new LinkedHashMap<>();
    remotes.sites().forEach(site -> others.put(site.name(), site.text()));
    if (!others.isEmpty()) {
      facts.put("failover", config.site().failover().name().toLowerCase(Locale.ROOT));
      facts.put("remotes", others);
    }
    Map<String, Object> move = moves.facts();
    if (!move.isEmpty()) {
      facts.put("move", move);
    }
    if (!config.also().isEmpty()) {
      facts.put("also", mirrors.facts());
    }
    String docker = config.docker();
    facts.put("docker", docker == null ? "none" : docker);
    facts.put("networks", networking.facts());
    facts.put("checks", middle.health().stats().checks());
    facts.put("pending_writes", middle.registry().stats().pending());
    Map<String, Object> sources = new LinkedHashMap<>();
    for (String source : middle.sources()) {
      List<Remark> remarks = middle.journal().about(source);
      sources.put(source, remarks.isEmpty() ? "well" : remarks.getLast().cause().what());
    }
    facts.put("sources", sources);
    return facts;
  }
}
