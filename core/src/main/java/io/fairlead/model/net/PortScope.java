package io.fairlead.model.net;

import io.fairlead.model.InvalidField;
import java.util.Locale;
import java.util.Map;

/** Among whom a network's published ports are told apart. */
public enum PortScope {
  /** Each node has its own ports. */
  HOST,
  /** A port is published by one node of the cluster at most. */
  CLUSTER;

  /** The option of a network that says it. */
  public static final String OPTION = "port-scope";

  /** That of a network; what is not understood is the usual. */
  public static PortScope of(Network network) {
    String said = network.options().more().getOrDefault(OPTION, "");
    return said.equalsIgnoreCase(CLUSTER.name()) ? CLUSTER : HOST;
  }

  /**
   * Looks that it can be understood where it is said.
   *
   * @throws InvalidField where it cannot
   */
  public static void require(Map<String, String> options) {
    String said = options.getOrDefault(OPTION, HOST.word());
    InvalidField.unless(
        said.equalsIgnoreCase(HOST.name()) || said.equalsIgnoreCase(CLUSTER.name()),
        "fairlead." + OPTION,
        "'" + said + "' is no scope of ports; use host or cluster");
  }

  /** The word for people. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
