package io.fairlead.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an agent. The constant's name is the key everywhere: {@code DNS_TTL} is {@code
 * --dns-ttl}, {@code FAIRLEAD_DNS_TTL} and {@code dns-ttl} in the file.
 */
public enum Key {
  CONFIG(Takes.ONE, "FILE", "none", "read settings from this YAML file", null),
  NODE(
      Takes.ONE,
      "NAME",
      "",
      "this host's name: a DNS label, unique in the cluster",
      "the host name"),
  ADVERTISE(
      Takes.LIST,
      "ADDRESS",
      "auto",
      "where other hosts reach this node, the preferred address first",
      "the address of the default route"),
  DATA(
      Takes.ONE,
      "DIR",
      "",
      "what this agent keeps: its id, the embedded store, the last snapshot of another",
      "/var/lib/fairlead; for others than root $XDG_STATE_HOME/fairlead or"
          + " ~/.local/state/fairlead"),
  STORE(
      Takes.ONE,
      "URL",
      "embedded:",
      "the store: embedded: keeps all in --data; etcd://, consul:// or zookeeper://HOST:PORT,.../PREFIX",
      null),
  DATACENTER(
      Takes.ONE,
      "NAME",
      "dc1",
      "the datacenter of this agent and its store: a DNS label, part of names",
      null),
  REMOTE(
      Takes.LIST,
      "NAME=URL",
      "none",
      "the store of another datacenter, which is only read; the nearest first",
      null),
  FAILOVER(
      Takes.ONE,
      "none|missing|unhealthy",
      "none",
      "ask the nearest other datacenter where this one has no instance, or none that passes",
      null),
  ALSO(
      Takes.LIST,
      "URL",
      "none",
      "write this node's instances there too: another store, or registrator+ and a URL of Registrator's",
      null),
  LEASE_TTL(
      Takes.ONE,
      "DURATION",
      "15s",
      "how long this node's instances outlive an agent that says nothing",
      null),
  IPAM_FENCE(
      Takes.ONE,
      "DURATION|never",
      "never",
      "how long a node must be away before others get its blocks of addresses by themselves",
      null),
  IPAM_COOLING(
      Takes.ONE,
      "DURATION",
      "60s",
      "how long an address rests before another container gets it",
      null),
  DOCKER(
      Takes.ONE,
      "unix:///PATH",
      "unix:///var/run/docker.sock",
      "the Docker engine; tcp://HOST:PORT, or none to do without",
      null),
  NAMESPACES(
      Takes.ONE,
      "project|flat",
      "project",
      "a container's namespace is its compose project or stack, or always default",
      null),
  ADDRESS(
      Takes.ONE,
      "container|host",
      "container",
      "answer with the container's own address, or with the one published on the host",
      null),
  SERVICES(Takes.ONE, "FILE", "none", "service definitions in YAML or JSON, followed", null),
  ALLOW_SCRIPTS(
      Takes.SWITCH, "true|false", "false", "run the commands of script checks on this host", null),
  DNS(
      Takes.LIST,
      "ADDR:PORT",
      "auto",
      "where DNS listens; auto, or none",
      "127.0.0.1:53 and port 53 of the Docker bridge"),
  DOMAIN(Takes.ONE, "NAME", "internal", "the domain that DNS answers for", null),
  DNS_TTL(Takes.ONE, "DURATION", "0s", "how long clients may keep an answer", null),
  DNS_NEGATIVE_TTL(
      Takes.ONE, "DURATION", "1s", "how long clients may keep that there is none", null),
  ANSWER_LIMIT(Takes.ONE, "COUNT", "0", "addresses in one DNS answer at most; 0 for all", null),
  PANIC_THRESHOLD(
      Takes.ONE,
      "PERCENT",
      "0",
      "answer with failing instances too where fewer than this pass; 0 only where none does",
      null),
  DNS_ALLOW(
      Takes.LIST,
      "CIDR",
      "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,100.64.0.0/10,"
          + "fc00::/7,fe80::/10",
      "who may ask for names of other domains",
      "loopback and private ranges"),
  UPSTREAM(
      Takes.LIST,
      "ADDR[:PORT]",
      "resolv.conf",
      "who answers other domains; DOMAIN=ADDR[:PORT] for one domain only, or none",
      "those in /etc/resolv.conf"),
  HTTP(Takes.ONE, "ADDR:PORT", "127.0.0.1:7080", "where the HTTP API listens, or none", null),
  SOCKET(
      Takes.ONE,
      "PATH",
      "",
      "the HTTP API's unix socket, or none",
      "/run/fairlead/fairlead.sock; for others than root under $XDG_RUNTIME_DIR or --data"),
  PLUGIN_SOCKET(
      Takes.ONE,
      "PATH",
      "",
      "where the Docker engine finds this agent's network driver, named as the file; or none",
      "/run/docker/plugins/fairlead.sock for root with an engine, else none"),
  BGP_AS(
      Takes.ONE,
      "NUMBER",
      "none",
      "this node's autonomous system, to tell routers where containers are",
      null),
  BGP_PEER(
      Takes.LIST,
      "ADDRESS[=NUMBER]",
      "none",
      "a router that is told, and its autonomous system where that is another",
      null),
  BIRD_CONFIG(
      Takes.ONE,
      "FILE",
      "/etc/bird/fairlead.conf",
      "what is written for this host's BIRD, whose bird.conf includes it",
      null),
  BIRD_SOCKET(Takes.ONE, "PATH", "/run/bird/bird.ctl", "BIRD's control socket", null),
  LOG_LEVEL(Takes.ONE, "LEVEL", "info", "error, warning, info or debug", null);

  private static final Pattern COMMA = Pattern.compile(",");

  /** The servers of one URL have commas between them, too. */
  private static final Pattern BEFORE_SCHEME = Pattern.compile(",(?=\\s*[A-Za-z0-9+]+://)");

  /** A comma between two of {@code NAME=URL}, not one between the servers of a URL. */
  private static final Pattern BEFORE_URL = Pattern.compile(",(?=[^,=/?]*=|none$|\\s*$)");

  /** How many values a key takes. */
  public enum Takes {
    /** Exactly one. */
    ONE,
    /** Several: the flag repeated, commas, or a YAML list. */
    LIST,
    /** True or false; the bare flag means true. */
    SWITCH
  }

  /** What starts the name of each variable. */
  public static final String VARIABLE_PREFIX = "FAIRLEAD_";

  private final Takes takes;
  private final String placeholder;
  private final String fallback;
  private final String help;
  private final @Nullable String fallbackInWords;

  Key(
      Takes takes,
      String placeholder,
      String fallback,
      String help,
      @Nullable String fallbackInWords) {
    this.takes = takes;
    this.placeholder = placeholder;
    this.fallback = fallback;
    this.help = help;
    this.fallbackInWords = fallbackInWords;
  }

  /** The key in the file: {@code dns-ttl}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag: {@code --dns-ttl}. */
  public String flag() {
    return "--" + key();
  }

  /** The environment variable: {@code FAIRLEAD_DNS_TTL}. */
  public String variable() {
    return VARIABLE_PREFIX + name();
  }

  /** How many values it takes. */
  public Takes takes() {
    return takes;
  }

  /** What stands for the value in help: {@code ADDR:PORT}. */
  public String placeholder() {
    return placeholder;
  }

  /** One line that says what it is for. */
  public String help() {
    return help;
  }

  /** The default as help and documentation say it. */
  public String fallbackInWords() {
    return fallbackInWords != null ? fallbackInWords : fallback;
  }

  /** The values where nobody gave any. */
  List<String> fallback(Host host) {
    return split(
        switch (this) {
          case NODE -> host.nodeName();
          case DATA -> host.dataDirectory();
          case SOCKET -> host.socket();
          case PLUGIN_SOCKET -> host.pluginSocket();
          default -> fallback;
        });
  }

  /** The values in one text: at commas where the key takes several. */
  List<String> split(String text) {
    if (takes != Takes.LIST) {
      return List.of(text.strip());
    }
    List<String> values = new ArrayList<>();
    Pattern between = this == REMOTE ? BEFORE_URL : this == ALSO ? BEFORE_SCHEME : COMMA;
    for (String part : between.split(text, -1)) {
      if (!part.isBlank()) {
        values.add(part.strip());
      }
    }
    return List.copyOf(values);
  }

  /** The key of this name in the file, or null. */
  static @Nullable Key named(String key) {
    for (Key known : values()) {
      if (known.key().equals(key)) {
        return known;
      }
    }
    return null;
  }
}
