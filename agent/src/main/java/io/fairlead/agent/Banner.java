package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.agent.config.Host;
import io.fairlead.model.IpAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a ready agent says: where it listens and what to try next. */
final class Banner {
  private Banner() {}

  /** Where an agent listens. */
  record Listening(
      List<InetSocketAddress> dns, List<InetSocketAddress> http, @Nullable Path socket) {}

  /**
   * The lines to print.
   *
   * @param took from the start to the first answer
   * @param command how this command was called
   */
  static String of(AgentConfig config, Listening at, Duration took, String command) {
    String dns = join(at.dns());
    String http = at.http().isEmpty() ? "" : "http://" + text(at.http().getFirst());
    StringBuilder text = new StringBuilder();
    text.append("Fairlead ").append(Version.text()).append(" is ready on node ");
    text.append(config.node()).append(" after ").append(took.toMillis()).append(" ms\n");
    text.append("  DNS    ").append(dns.isEmpty() ? "none" : dns);
    text.append(dns.isEmpty() ? "" : "  (names under " + config.dns().domain() + ")");
    text.append("\n  HTTP   ").append(http.isEmpty() ? "none" : http + "/api/v1").append('\n');
    text.append(at.socket() == null ? "" : "  socket " + at.socket() + "\n");
    text.append("  Docker ")
        .append(config.docker() == null ? "none" : config.docker())
        .append('\n');
    text.append("Try next, in another terminal:\n");
    if (config.docker() != null) {
      text.append("  docker run -d --name web -p 8080:80 nginx\n");
    }
    if (!at.dns().isEmpty()) {
      InetSocketAddress first = at.dns().getFirst();
      String port = first.getPort() == 53 ? "" : " -p " + first.getPort();
      text.append("  dig +short @").append(first.getAddress().getHostAddress()).append(port);
      text.append(" web.container.").append(config.dns().domain()).append('\n');
    }
    text.append("  ").append(command).append(" services").append(agentFlag(at)).append('\n');
    text.append("  ").append(command).append(" explain web").append(agentFlag(at)).append('\n');
    return text.toString();
  }

  /** How to reach this agent where it does not listen where verbs look by themselves. */
  private static String agentFlag(Listening at) {
    String standard = Host.here().socket();
    if (at.socket() != null && at.socket().toString().equals(standard)) {
      return "";
    }
    return at.socket() != null
        ? " --agent " + at.socket()
        : at.http().isEmpty() ? "" : " --agent " + text(at.http().getFirst());
  }

  /** {@code ADDR:PORT}. */
  static String text(InetSocketAddress address) {
    IpAddress ip = IpAddress.of(address.getAddress());
    return (ip.isV6() ? "[" + ip + "]" : ip.toString()) + ":" + address.getPort();
  }

  private static String join(List<InetSocketAddress> addresses) {
    return addresses.stream().map(Banner::text).collect(Collectors.joining(", "));
  }
}
