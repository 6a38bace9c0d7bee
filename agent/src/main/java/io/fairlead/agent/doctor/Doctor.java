package io.fairlead.agent.doctor;

import io.fairlead.agent.HostRoutes;
import io.fairlead.agent.SystemTime;
import io.fairlead.agent.config.AgentConfig;
import io.fairlead.json.Fields;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.stores.url.StoreUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All checks of a host, in the order in which a person would mend. */
public final class Doctor {
  private static final String NO_AGENT = "only a running agent knows";

  private Doctor() {}

  /**
   * What they find.
   *
   * @param config what an agent would be started with here; a running one is believed instead
   * @param root whether this process may look at the kernel
   */
  public static List<Finding> examine(
      AgentConfig config, List<Dataplane> dataplanes, boolean root, Question agent) {
    List<Finding> findings = new ArrayList<>();
    Fields status = agent.ask("/status");
    SystemTime time = new SystemTime();
    if (root) {
      findings.addAll(HostChecks.dataplanes(dataplanes));
      findings.add(HostChecks.nftables());
    } else {
      findings.add(Finding.skipped("kernel", "only root may try what it can: run this with sudo"));
    }
    findings.add(HostChecks.legacy());
    findings.addAll(HostChecks.sysctls());
    String docker = said(status, "docker");
    docker = docker == null ? config.docker() : docker.equals("none") ? null : docker;
    AgentConfig.Plugin plugin = config.plugin();
    findings.addAll(EngineChecks.of(docker, plugin == null ? null : plugin.socket(), time));
    String data = said(status, "data");
    findings.add(HostChecks.data(data == null ? config.data() : Path.of(data)));
    findings.addAll(StoreChecks.of(store(status, config), time));
    if (status == null) {
      findings.add(
          Finding.bad("agent", "none answers on this host", "start one: sudo fairlead up"));
      for (String check : List.of("networks", "routes", "underlay")) {
        findings.add(Finding.skipped(check, NO_AGENT));
      }
      return findings;
    }
    findings.add(AgentChecks.agent(status));
    findings.add(AgentChecks.kernel(status));
    Fields networks = agent.ask("/networks");
    findings.add(
        networks == null
            ? Finding.skipped("routes", NO_AGENT)
            : AgentChecks.routes(networks.objects("networks"), HostRoutes.now()));
    Fields nodes = agent.ask("/nodes");
    if (root && nodes != null) {
      String node = status.textOr("node", config.node());
      findings.addAll(AgentChecks.underlay(node, nodes.objects("nodes")));
    } else {
      findings.add(Finding.skipped("underlay", "only root may send what tries it"));
    }
    return findings;
  }

  private static StoreUrl store(@Nullable Fields status, AgentConfig config) {
    String said = said(status, "store");
    try {
      return said == null ? config.store() : StoreUrl.parse(said);
    } catch (StoreException e) {
      return config.store();
    }
  }

  private static @Nullable String said(@Nullable Fields status, String name) {
    String text = status == null ? "" : status.textOr(name, "");
    return text.isEmpty() ? null : text;
  }
}
