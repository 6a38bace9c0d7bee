package io.fairlead.agent.config;

import io.fairlead.agent.config.AgentConfig.AddressChoice;
import io.fairlead.agent.config.AgentConfig.Bgp;
import io.fairlead.agent.config.AgentConfig.Dns;
import io.fairlead.agent.config.AgentConfig.Ipam;
import io.fairlead.agent.config.AgentConfig.Namespaces;
import io.fairlead.agent.config.AgentConfig.Plugin;
import io.fairlead.agent.config.AgentConfig.Remote;
import io.fairlead.agent.config.AgentConfig.Site;
import io.fairlead.agent.config.AgentConfig.Upstream;
import io.fairlead.bird.Routers;
import io.fairlead.catalog.Datacenters;
import io.fairlead.model.DnsLabel;
import io.fairlead.select.Failover;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.mirror.AlsoUrl;
import io.fairlead.stores.url.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns settings into values and collects what is wrong with them. */
final class ConfigReader {
  private static final String AUTO = "auto";
  private static final String NONE = "none";
  private static final String NEVER = "never";
  private static final String RESOLV_CONF = "resolv.conf";
  private static final int DNS_PORT = 53;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MONTH = Duration.ofDays(30);

  // Less, and a host that restarts would lose its blocks.
  private static final Duration LEAST_FENCE = Duration.ofMinutes(1);

  private final Settings settings;
  private final List<String> problems = new ArrayList<>();

  ConfigReader(Settings settings) {
    this.settings = settings;
  }

  AgentConfig read() {
    String node = one(Key.NODE, text -> DnsLabel.require("node", text), "node");
    Path data = one(Key.DATA, ConfigReader::path, Path.of(""));
    Duration lease =
        one(
            Key.LEASE_TTL,
            text -> Values.duration(text, Duration.ofSeconds(2), DAY),
            Duration.ofSeconds(30));
    AgentConfig config =
        new AgentConfig(
            node,
            list(Key.ADVERTISE, AUTO, Values::address),
            data,
            one(Key.STORE, ConfigReader::store, StoreUrl.parse("embedded:")),
            site(),
            list(Key.ALSO, NONE, ConfigReader::also),
            lease,
            ipam(),
            optional(Key.DOCKER, ConfigReader::docker),
            one(Key.NAMESPACES, ConfigReader::namespaces, Namespaces.PROJECT),
            one(Key.ADDRESS, ConfigReader::address, AddressChoice.CONTAINER),
            optional(Key.SERVICES, ConfigReader::path),
            one(Key.ALLOW_SCRIPTS, Values::truth, false),
            dns(),
            optional(Key.HTTP, Values::listen),
            optional(Key.SOCKET, ConfigReader::socket),
            plugin(),
            bgp(),
            one(Key.LOG_LEVEL, ConfigReader::level, System.Logger.Level.INFO));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private @Nullable Plugin plugin() {
    Path socket = optional(Key.PLUGIN_SOCKET, ConfigReader::socket);
    boolean asked = !(settings.get(Key.PLUGIN_SOCKET).origin() instanceof Origin.Default);
    boolean engine = !settings.get(Key.DOCKER).text().equals(NONE);
    return socket == null || !(asked || engine) ? null : new Plugin(socket, asked);
  }

  private @Nullable Bgp bgp() {
    Long as = optional(Key.BGP_AS, Values::autonomousSystem);
    long own = as == null ? 0 : as;
    List<Routers.Router> all = list(Key.BGP_PEER, NONE, text -> router(text, own));
    if (as == null && !all.isEmpty()) {
      problems.add(where(settings.get(Key.BGP_PEER)) + ": needs --bgp-as, as in --bgp-as 64512");
    }
    if (as != null && all.isEmpty() && problems.isEmpty()) {
      problems.add(
          where(settings.get(Key.BGP_AS)) + ": needs --bgp-peer, as in --bgp-peer 10.0.0.1");
    }
    Path file = one(Key.BIRD_CONFIG, ConfigReader::path, Path.of(""));
    Path socket = one(Key.BIRD_SOCKET, ConfigReader::socket, Path.of(""));
    return as == null || all.isEmpty() ? null : new Bgp(new Routers(own, all), file, socket);
  }

  private static Routers.Router router(String text, long own) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Routers.Router(Values.address(text), own)
        : new Routers.Router(
            Values.address(text.substring(0, equals)),
            Values.autonomousSystem(text.substring(equals + 1)));
  }

  private Dns dns() {
    return new Dns(
        settings.get(Key.DNS).values().contains(AUTO),
        list(Key.DNS, AUTO, Values::listen),
        one(Key.DOMAIN, Values::domain, ""),
        ttl(Key.DNS_TTL),
        ttl(Key.DNS_NEGATIVE_TTL),
        one(Key.ANSWER_LIMIT, text -> Values.number(text, 0, 1000), 0),
        one(Key.PANIC_THRESHOLD, text -> Values.number(text, 0, 100), 0),
        list(Key.DNS_ALLOW, "", Values::prefix),
        list(Key.UPSTREAM, RESOLV_CONF, ConfigReader::upstream),
        !settings.get(Key.UPSTREAM).values().contains(NONE));
  }

  private Ipam ipam() {
    return new Ipam(
        fence(), one(Key.IPAM_COOLING, text -> Values.duration(text, Duration.ZERO, DAY), DAY));
  }

  /** Null for never; what cannot be read is reported, and is longer than anything. */
  private @Nullable Duration fence() {
    return settings.get(Key.IPAM_FENCE).text().equals(NEVER)
        ? null
        : one(Key.IPAM_FENCE, text -> Values.duration(text, LEAST_FENCE, MONTH), MONTH);
  }

  private Site site() {
    String own = one(Key.DATACENTER, Sites::datacenter, Datacenters.USUAL);
    List<Remote> remotes = list(Key.REMOTE, NONE, Sites::remote);
    parsed(Key.REMOTE, own, name -> Sites.distinct(name, remotes, settings.get(Key.DOMAIN).text()));
    return new Site(own, remotes, one(Key.FAILOVER, Sites::rule, Failover.Rule.NONE));
  }

  private Duration ttl(Key key) {
    return one(key, ConfigReader::wholeSeconds, Duration.ZERO);
  }

  private static Duration wholeSeconds(String text) {
    Duration ttl = Values.duration(text, Duration.ZERO, DAY);
    if (!ttl.truncatedTo(ChronoUnit.SECONDS).equals(ttl)) {
      throw new IllegalArgumentException("'" + text + "': DNS counts whole seconds");
    }
    return ttl;
  }

  private <T> T one(Key key, Function<String, T> parse, T stand) {
    return Objects.requireNonNullElse(parsed(key, settings.get(key).text(), parse), stand);
  }

  private <T> @Nullable T optional(Key key, Function<String, T> parse) {
    String text = settings.get(key).text();
    return text.isEmpty() || text.equals(NONE) ? null : parsed(key, text, parse);
  }

  /** The list's values without {@code word}, which means something of its own. */
  private <T> List<T> list(Key key, String word, Function<String, T> parse) {
    List<T> values = new ArrayList<>();
    for (String text : settings.get(key).values()) {
      T value = text.equals(word) || text.equals(NONE) ? null : parsed(key, text, parse);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private <T> @Nullable T parsed(Key key, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(where(settings.get(key)) + ": " + e.getMessage());
      return null;
    }
  }

  private static String where(Setting setting) {
    return switch (setting.origin()) {
      case Origin.Flag flag -> setting.key().flag();
      case Origin.Variable variable -> variable.name();
      case Origin.FileLine line -> line.text() + ": " + setting.key().key();
      case Origin.Default fallback -> setting.key().flag() + " (its default)";
    };
  }

  static StoreUrl store(String text) {
    try {
      return StoreUrl.parse(text);
    } catch (StoreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static AlsoUrl also(String text) {
    try {
      return AlsoUrl.parse(text);
    } catch (StoreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String docker(String text) {
    if (text.startsWith("unix:///") || text.startsWith("/") || text.startsWith("tcp://")) {
      return text;
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no engine's address; write unix:///var/run/docker.sock,"
            + " tcp://HOST:PORT or none");
  }

  private static Namespaces namespaces(String text) {
    return Values.choice(text, "project", "flat").equals("flat")
        ? Namespaces.FLAT
        : Namespaces.PROJECT;
  }

  private static AddressChoice address(String text) {
    return Values.choice(text, "container", "host").equals("host")
        ? AddressChoice.HOST
        : AddressChoice.CONTAINER;
  }

  private static Path socket(String text) {
    // sun_path holds 108 bytes with the zero at its end.
    if (text.getBytes(StandardCharsets.UTF_8).length > 107) {
      throw new IllegalArgumentException(
          "'" + text + "' is longer than the 107 bytes that a unix socket's path may have");
    }
    return path(text);
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
    }
  }

  private static Upstream upstream(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Upstream("", Values.server(text, DNS_PORT))
        : new Upstream(
            Values.domain(text.substring(0, equals)),
            Values.server(text.substring(equals + 1), DNS_PORT));
  }

  private static System.Logger.Level level(String text) {
    return System.Logger.Level.valueOf(
        Values.choice(text, "error", "warning", "info", "debug").toUpperCase(Locale.ROOT));
  }
}
